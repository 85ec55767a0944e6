package org.flatnet.ipam;

import java.util.Arrays;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;

/**
 * A set of addresses of one family that finds the next address which is not in it. The cost does not depend on how many
 * it holds: it is a tree with one level for each byte of an address, four or sixteen, in which every node knows which of
 * its 256 branches are full.
 *
 * <pre>
 *   10 ─ 200 ─┬─ 0   11111111 … 1     all taken: the bit of this branch is set one level up, and searches pass it by
 *             └─ 1   11110111 … 0     the bits of the last level are the addresses themselves
 * </pre>
 *
 * Branches that hold nothing are not there, so that a /64 with three addresses in it is small. Not for several threads.
 */
final class AddressTree {
    private static final int BRANCHES = 256;

    private final IpFamily family;
    private final int lastLevel;
    private final Node root;

    AddressTree(IpFamily family) {
        this.family = family;
        this.lastLevel = family.bytes() - 1;
        this.root = new Node(false);
    }

    private static final class Node {
        /** A bit for each branch: all addresses below it are in the set. */
        private final long[] full = new long[BRANCHES / Long.SIZE];

        /** The branches that hold something; none of them on the last level. */
        private final @Nullable Node[] below;

        private int branchesBelow;

        Node(boolean last) {
            below = new @Nullable Node[last ? 0 : BRANCHES];
        }

        boolean isFull(int branch) {
            return (full[branch / Long.SIZE] >>> branch & 1) != 0;
        }

        void setFull(int branch, boolean value) {
            long bit = 1L << branch;
            if (value) {
                full[branch / Long.SIZE] |= bit;
            } else {
                full[branch / Long.SIZE] &= ~bit;
            }
        }

        /** The first branch from this one on that is not full; -1 if none is. */
        int nextNotFull(int branch) {
            for (int word = branch / Long.SIZE, skipped = branch % Long.SIZE; word < full.length; word++, skipped = 0) {
                long open = ~full[word] & -1L << skipped;
                if (open != 0) {
                    return word * Long.SIZE + Long.numberOfTrailingZeros(open);
                }
            }
            return -1;
        }

        boolean isFull() {
            return nextNotFull(0) < 0;
        }

        boolean isEmpty() {
            return branchesBelow == 0 && Arrays.stream(full).allMatch(word -> word == 0);
        }
    }

    boolean contains(IpAddress address) {
        byte[] bytes = bytes(address);
        Node node = root;
        for (int level = 0; level < lastLevel; level++) {
            node = node.below[branch(bytes, level)];
            if (node == null) {
                return false;
            }
        }
        return node.isFull(branch(bytes, lastLevel));
    }

    /** Puts the address in; false if it was there. */
    boolean add(IpAddress address) {
        return add(root, bytes(address), 0);
    }

    /** Takes the address out; false if it was not there. */
    boolean remove(IpAddress address) {
        return remove(root, bytes(address), 0);
    }

    /** The lowest address that is not in the set, from this one on; null if there is none to the family's end. */
    @Nullable
    IpAddress firstAbsent(IpAddress from) {
        byte[] bytes = bytes(from);
        return firstAbsent(root, bytes, 0) ? IpAddress.of(family, bytes) : null;
    }

    private boolean add(Node node, byte[] address, int level) {
        int branch = branch(address, level);
        if (node.isFull(branch)) {
            return false;
        }
        if (level == lastLevel) {
            node.setFull(branch, true);
            return true;
        }
        Node child = node.below[branch];
        if (child == null) {
            child = new Node(level + 1 == lastLevel);
            node.below[branch] = child;
            node.branchesBelow++;
        }
        boolean added = add(child, address, level + 1);
        node.setFull(branch, child.isFull());
        return added;
    }

    private boolean remove(Node node, byte[] address, int level) {
        int branch = branch(address, level);
        if (level == lastLevel) {
            boolean was = node.isFull(branch);
            node.setFull(branch, false);
            return was;
        }
        Node child = node.below[branch];
        if (child == null || !remove(child, address, level + 1)) {
            return false;
        }
        node.setFull(branch, false);
        if (child.isEmpty()) {
            node.below[branch] = null;
            node.branchesBelow--;
        }
        return true;
    }

    /** Moves {@code address} on to the first absent one below the node; false if all from it on are in the set. */
    private boolean firstAbsent(Node node, byte[] address, int level) {
        int wanted = branch(address, level);
        for (int branch = node.nextNotFull(wanted); branch >= 0; branch = next(node, branch)) {
            if (branch != wanted) {
                address[level] = (byte) branch;
                Arrays.fill(address, level + 1, address.length, (byte) 0);
            }
            Node child = level == lastLevel ? null : node.below[branch];
            if (child == null || firstAbsent(child, address, level + 1)) {
                return true;
            }
        }
        return false;
    }

    private static int next(Node node, int branch) {
        return branch + 1 == BRANCHES ? -1 : node.nextNotFull(branch + 1);
    }

    private static int branch(byte[] address, int level) {
        return Byte.toUnsignedInt(address[level]);
    }

    private byte[] bytes(IpAddress address) {
        if (address.family() != family) {
            throw new IllegalArgumentException(address + " is not " + family);
        }
        return address.bytes();
    }
}

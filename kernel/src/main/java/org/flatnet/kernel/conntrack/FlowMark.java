package org.flatnet.kernel.conntrack;

/** A flow's mark as a filter looks for it: those bits of it that the mask has. */
public record FlowMark(int value, int mask) {
    public FlowMark {
        if ((value & ~mask) != 0) {
            throw new IllegalArgumentException("mark 0x" + Integer.toHexString(value) + " has bits that its mask 0x"
                    + Integer.toHexString(mask) + " leaves out");
        }
    }

    public boolean matches(int mark) {
        return (mark & mask) == value;
    }
}

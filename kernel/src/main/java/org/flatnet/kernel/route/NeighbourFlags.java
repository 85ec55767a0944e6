package org.flatnet.kernel.route;

/** {@code NTF_*} of {@code linux/neighbour.h}. */
public record NeighbourFlags(int bits) {
    public static final int USE = 1;
    /** Of a forwarding entry: of the link's own table, as that of a VXLAN link. */
    public static final int SELF = 1 << 1;
    /** Of a forwarding entry: of the bridge that the link is a port of. */
    public static final int MASTER = 1 << 2;
    /** This host answers for the neighbour. */
    public static final int PROXY = 1 << 3;
    /** A program learnt it, and sees to it. */
    public static final int EXTERNALLY_LEARNT = 1 << 4;

    public static final int OFFLOADED = 1 << 5;
    /** It does not move to another port. */
    public static final int STICKY = 1 << 6;

    public static final int ROUTER = 1 << 7;

    public static final NeighbourFlags NONE = new NeighbourFlags(0);

    public boolean has(int flag) {
        return (bits & flag) == flag;
    }

    public NeighbourFlags with(int flag) {
        return new NeighbourFlags(bits | flag);
    }
}

package org.flatnet.kernel.route;

/** What is known of a neighbour: {@code NUD_*} of {@code linux/neighbour.h}, a set of bits. */
public record NeighbourState(int bits) {
    public static final NeighbourState NONE = new NeighbourState(0);
    public static final NeighbourState INCOMPLETE = new NeighbourState(0x01);
    public static final NeighbourState REACHABLE = new NeighbourState(0x02);
    public static final NeighbourState STALE = new NeighbourState(0x04);
    public static final NeighbourState DELAY = new NeighbourState(0x08);
    public static final NeighbourState PROBE = new NeighbourState(0x10);
    public static final NeighbourState FAILED = new NeighbourState(0x20);
    /** Never asked for, and not kept for ever; of a bridge's forwarding entry: made by someone, and not aged. */
    public static final NeighbourState NO_ARP = new NeighbourState(0x40);
    /** Kept until someone takes it away. */
    public static final NeighbourState PERMANENT = new NeighbourState(0x80);

    public boolean has(NeighbourState other) {
        return (bits & other.bits) == other.bits;
    }

    public NeighbourState and(NeighbourState other) {
        return new NeighbourState(bits | other.bits);
    }

    /** As {@code ip neighbour} has it. */
    @Override
    public String toString() {
        return switch (bits) {
            case 0 -> "none";
            case 0x01 -> "incomplete";
            case 0x02 -> "reachable";
            case 0x04 -> "stale";
            case 0x08 -> "delay";
            case 0x10 -> "probe";
            case 0x20 -> "failed";
            case 0x40 -> "noarp";
            case 0x80 -> "permanent";
            default -> "0x" + Integer.toHexString(bits);
        };
    }
}

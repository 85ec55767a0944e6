package org.flatnet.kernel.nftables;

/** How a packet stands to its flow ({@code NF_CT_STATE_BIT}). */
public enum CtState {
    INVALID(1, "invalid"),
    ESTABLISHED(1 << 1, "established"),
    RELATED(1 << 2, "related"),
    NEW(1 << 3, "new"),
    UNTRACKED(1 << 6, "untracked");

    private final int bit;
    private final String text;

    CtState(int bit, String text) {
        this.bit = bit;
        this.text = text;
    }

    /** Its bit in {@code ct state}. */
    public int bit() {
        return bit;
    }

    /** As nft writes it. */
    public String text() {
        return text;
    }

    /** It as the key of a map, such as {@code ct state vmap}. */
    public Value value() {
        return Value.ofHostInt(bit);
    }
}

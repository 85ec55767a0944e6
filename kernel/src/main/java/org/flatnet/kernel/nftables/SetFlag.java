package org.flatnet.kernel.nftables;

/** What a set can do ({@code enum nft_set_flags}); the others follow from the set's parts. */
public enum SetFlag {
    /** It belongs to one rule. */
    ANONYMOUS(0x1, "anonymous"),
    /** It does not change once a rule uses it. */
    CONSTANT(0x2, "constant"),
    /** Its keys are ranges. */
    INTERVAL(0x4, "interval"),
    /** Its elements may end by themselves. */
    TIMEOUT(0x10, "timeout"),
    /** Rules may add elements. */
    DYNAMIC(0x20, "dynamic");

    private final int bit;
    private final String text;

    SetFlag(int bit, String text) {
        this.bit = bit;
        this.text = text;
    }

    int bit() {
        return bit;
    }

    /** As nft writes it. */
    public String text() {
        return text;
    }
}

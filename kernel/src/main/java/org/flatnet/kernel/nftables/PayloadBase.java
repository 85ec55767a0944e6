package org.flatnet.kernel.nftables;

/** Which header of the packet ({@code enum nft_payload_bases}). */
public enum PayloadBase implements Numbered {
    LINK(0, "ll"),
    NETWORK(1, "nh"),
    TRANSPORT(2, "th"),
    INNER(3, "ih");

    private final int number;
    private final String text;

    PayloadBase(int number, String text) {
        this.number = number;
        this.text = text;
    }

    @Override
    public int number() {
        return number;
    }

    /** As in nft's raw expressions: {@code @nh,96,32}. */
    public String text() {
        return text;
    }
}

package org.flatnet.kernel.nftables;

/** What becomes of packets that no rule of a base chain decided. */
public enum Policy implements Numbered {
    DROP(0, "drop"),
    ACCEPT(1, "accept");

    private final int number;
    private final String text;

    Policy(int number, String text) {
        this.number = number;
        this.text = text;
    }

    @Override
    public int number() {
        return number;
    }

    /** As nft writes it. */
    public String text() {
        return text;
    }
}

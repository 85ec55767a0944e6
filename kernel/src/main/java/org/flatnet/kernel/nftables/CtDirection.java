package org.flatnet.kernel.nftables;

/** Which of a flow's two tuples ({@code enum ip_conntrack_dir}). */
public enum CtDirection implements Numbered {
    ORIGINAL(0, "original"),
    REPLY(1, "reply");

    private final int number;
    private final String text;

    CtDirection(int number, String text) {
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

package org.flatnet.kernel.nftables;

/** What a base chain may do. */
public enum ChainType {
    FILTER("filter"),
    /** Sees the first packet of each flow, and gives the flow other addresses. */
    NAT("nat"),
    /** Routes packets again that it changes; at the hook output. */
    ROUTE("route");

    private final String text;

    ChainType(String text) {
        this.text = text;
    }

    /** As nft and the kernel write it. */
    public String text() {
        return text;
    }
}

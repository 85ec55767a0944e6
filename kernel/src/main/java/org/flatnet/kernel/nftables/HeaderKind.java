package org.flatnet.kernel.nftables;

/** Of which header an extension or option is ({@code enum nft_exthdr_op}). */
public enum HeaderKind implements Numbered {
    IPV6_EXTENSION(0),
    TCP_OPTION(1),
    IPV4_OPTION(2),
    SCTP_CHUNK(3);

    private final int number;

    HeaderKind(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}

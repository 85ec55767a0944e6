package org.flatnet.kernel.nftables;

/** Numbers of {@code linux/netfilter/nf_tables.h} and {@code nfnetlink.h} that several classes use. */
final class Constants {
    /** {@code NFNL_SUBSYS_NFTABLES}, the upper byte of every message type. */
    static final int SUBSYSTEM = 10;
    /** {@code struct nfgenmsg}: family, version, resource. */
    static final int HEADER_BYTES = 4;

    static final int NFT_MSG_NEWTABLE = 0;
    static final int NFT_MSG_GETTABLE = 1;
    static final int NFT_MSG_DELTABLE = 2;
    static final int NFT_MSG_NEWCHAIN = 3;
    static final int NFT_MSG_GETCHAIN = 4;
    static final int NFT_MSG_DELCHAIN = 5;
    static final int NFT_MSG_NEWRULE = 6;
    static final int NFT_MSG_GETRULE = 7;
    static final int NFT_MSG_DELRULE = 8;
    static final int NFT_MSG_NEWSET = 9;
    static final int NFT_MSG_GETSET = 10;
    static final int NFT_MSG_DELSET = 11;
    static final int NFT_MSG_NEWSETELEM = 12;
    static final int NFT_MSG_GETSETELEM = 13;
    static final int NFT_MSG_DELSETELEM = 14;
    static final int NFT_MSG_NEWGEN = 15;
    static final int NFT_MSG_GETGEN = 16;
    static final int NFT_MSG_NEWOBJ = 18;
    static final int NFT_MSG_GETOBJ = 19;
    static final int NFT_MSG_DELOBJ = 20;
    static final int NFT_MSG_DESTROYTABLE = 26;
    static final int NFT_MSG_DESTROYCHAIN = 27;
    static final int NFT_MSG_DESTROYRULE = 28;
    static final int NFT_MSG_DESTROYSET = 29;
    static final int NFT_MSG_DESTROYSETELEM = 30;
    static final int NFT_MSG_DESTROYOBJ = 31;

    static final int NFTA_LIST_ELEM = 1;
    static final int NFTA_DATA_VALUE = 1;
    static final int NFTA_DATA_VERDICT = 2;

    private Constants() {}

    /** A message type of this subsystem. */
    static int type(int message) {
        return SUBSYSTEM << 8 | message;
    }
}

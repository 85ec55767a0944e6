package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/** What the packet's route says into a register ({@code NFTA_RT_*}). */
public record RouteLoad(Register target, Key key) implements Load {
    static final String NAME = "rt";
    private static final int NFTA_RT_DREG = 1;
    private static final int NFTA_RT_KEY = 2;

    /** {@code enum nft_rt_keys}. */
    public enum Key implements Numbered {
        CLASSID(0, "classid"),
        NEXTHOP_IPV4(1, "ip nexthop"),
        NEXTHOP_IPV6(2, "ip6 nexthop"),
        /** The largest TCP segment that the route carries. */
        TCP_MSS(3, "mtu");

        private final int number;
        private final String text;

        Key(int number, String text) {
            this.number = number;
            this.text = text;
        }

        @Override
        public int number() {
            return number;
        }

        /** As nft writes it after "rt". */
        public String text() {
            return text;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RouteLoad into(Register register) {
        return new RouteLoad(register, key);
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_RT_KEY, key.number())
                .attributeIntNetworkOrder(NFTA_RT_DREG, target.number());
    }

    static RouteLoad read(Nest nest) {
        return new RouteLoad(nest.register(NFTA_RT_DREG), nest.constant(NFTA_RT_KEY, Key.values()));
    }
}

package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;

/** What the socket that the packet belongs to says into a register ({@code NFTA_SOCKET_*}). */
public record SocketLoad(Register target, Key key) implements Load {
    static final String NAME = "socket";
    private static final int NFTA_SOCKET_KEY = 1;
    private static final int NFTA_SOCKET_DREG = 2;

    /** {@code enum nft_socket_keys}; control groups, which need a level, stay opaque. */
    public enum Key implements Numbered {
        TRANSPARENT(0, "transparent"),
        MARK(1, "mark"),
        WILDCARD(2, "wildcard");

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

        /** As nft writes it after "socket". */
        public String text() {
            return text;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SocketLoad into(Register register) {
        return new SocketLoad(register, key);
    }

    @Override
    public void writeData(MessageWriter writer) {
        writer.attributeIntNetworkOrder(NFTA_SOCKET_KEY, key.number())
                .attributeIntNetworkOrder(NFTA_SOCKET_DREG, target.number());
    }

    static SocketLoad read(Nest nest) {
        return new SocketLoad(nest.register(NFTA_SOCKET_DREG), nest.constant(NFTA_SOCKET_KEY, Key.values()));
    }
}

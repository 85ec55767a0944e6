package org.flatnet.kernel.route;

import org.flatnet.kernel.netlink.Bytes;
import org.flatnet.kernel.netlink.MessageWriter;

/**
 * How packets of a route are wrapped ({@code RTA_ENCAP}), kept as it came.
 *
 * @param type {@code LWTUNNEL_ENCAP_*}
 * @param data the attributes of it
 */
public record Encapsulation(int type, Bytes data) {
    static final int RTA_ENCAP_TYPE = 21;
    static final int RTA_ENCAP = 22;

    void write(MessageWriter writer) {
        writer.attributeShort(RTA_ENCAP_TYPE, type).attributeBytes(MessageWriter.NESTED | RTA_ENCAP, data.toArray());
    }

    @Override
    public String toString() {
        return "encap " + type + ":" + data;
    }
}

package org.flatnet.kernel.conntrack;

import org.flatnet.kernel.netlink.Attributes;

/** What passed in one direction of a flow; counted where the sysctl {@code net.netfilter.nf_conntrack_acct} is 1. */
public record FlowCounters(long packets, long bytes) {
    private static final int CTA_COUNTERS_PACKETS = 1;
    private static final int CTA_COUNTERS_BYTES = 2;

    static FlowCounters read(Attributes attributes) {
        long packets = 0;
        long bytes = 0;
        while (attributes.next()) {
            switch (attributes.type()) {
                case CTA_COUNTERS_PACKETS -> packets = attributes.longNetworkOrder();
                case CTA_COUNTERS_BYTES -> bytes = attributes.longNetworkOrder();
                default -> {}
            }
        }
        return new FlowCounters(packets, bytes);
    }
}

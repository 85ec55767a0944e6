package org.flatnet.kernel.nftables;

import org.flatnet.kernel.netlink.MessageWriter;
import org.jspecify.annotations.Nullable;

/**
 * Logs the packet ({@code NFTA_LOG_*}).
 *
 * @param prefix of the message, at most 127 bytes; null for none
 */
public record Log(@Nullable String prefix, Target target) implements Expression {
    static final String NAME = "log";
    private static final int NFTA_LOG_GROUP = 1;
    private static final int NFTA_LOG_PREFIX = 2;
    private static final int NFTA_LOG_SNAPLEN = 3;
    private static final int NFTA_LOG_QTHRESHOLD = 4;
    private static final int NFTA_LOG_LEVEL = 5;
    private static final int NFTA_LOG_FLAGS = 6;

    /** {@code LOG_WARNING}, what nft takes where none is named. */
    public static final int WARNING = 4;

    /** Where to. */
    public sealed interface Target {
        /**
         * The kernel's own log. In a namespace that is not the first, only with {@code net.netfilter.nf_log_all_netns}.
         *
         * @param level as of syslog, 0 to 7
         * @param flags {@code NF_LOG_*}: what to print of the packet
         */
        record KernelLog(int level, int flags) implements Target {}

        /**
         * A netlink group that a process reads.
         *
         * @param snapshotBytes how much of the packet; 0 for all
         * @param queueThreshold packets to gather before they are sent
         */
        record Group(int group, int snapshotBytes, int queueThreshold) implements Target {}
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void writeData(MessageWriter writer) {
        if (prefix != null) {
            writer.attributeString(NFTA_LOG_PREFIX, prefix);
        }
        switch (target) {
            case Target.KernelLog(int level, int flags) -> {
                writer.attributeIntNetworkOrder(NFTA_LOG_LEVEL, level);
                if (flags != 0) {
                    writer.attributeIntNetworkOrder(NFTA_LOG_FLAGS, flags);
                }
            }
            case Target.Group(int group, int snapshotBytes, int queueThreshold) -> {
                writer.attributeShortNetworkOrder(NFTA_LOG_GROUP, group);
                if (snapshotBytes != 0) {
                    writer.attributeIntNetworkOrder(NFTA_LOG_SNAPLEN, snapshotBytes);
                }
                if (queueThreshold != 0) {
                    writer.attributeShortNetworkOrder(NFTA_LOG_QTHRESHOLD, queueThreshold);
                }
            }
        }
    }

    static Log read(Nest nest) {
        String prefix = nest.stringOrNull(NFTA_LOG_PREFIX);
        Target target = nest.has(NFTA_LOG_GROUP)
                ? new Target.Group(
                        nest.shortNumber(NFTA_LOG_GROUP, 0),
                        nest.number(NFTA_LOG_SNAPLEN, 0),
                        nest.shortNumber(NFTA_LOG_QTHRESHOLD, 0))
                : new Target.KernelLog(nest.number(NFTA_LOG_LEVEL, WARNING), nest.number(NFTA_LOG_FLAGS, 0));
        return new Log(prefix, target);
    }
}

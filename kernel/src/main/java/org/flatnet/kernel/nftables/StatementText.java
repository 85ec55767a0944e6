package org.flatnet.kernel.nftables;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Statements that stand for themselves: what they say does not depend on what the rule did before. */
final class StatementText {
    private StatementText() {}

    static String of(Limit limit) {
        String unit = switch ((int) limit.unitSeconds()) {
            case 1 -> "second";
            case 60 -> "minute";
            case 3600 -> "hour";
            case 86_400 -> "day";
            default -> limit.unitSeconds() + " seconds";
        };
        String amount = limit.bytes() ? " bytes" : "";
        // Five packets are what nft takes where none are said.
        boolean usual = limit.burst() == (limit.bytes() ? 0 : 5);
        String burst = usual ? "" : " burst " + limit.burst() + (limit.bytes() ? " bytes" : " packets");
        return "limit rate " + (limit.over() ? "over " : "") + limit.rate() + amount + "/" + unit + burst;
    }

    static String of(Log log) {
        String prefix = log.prefix() == null ? "" : " prefix \"" + log.prefix() + "\"";
        return "log" + prefix
                + switch (log.target()) {
                    case Log.Target.KernelLog(int level, int _) ->
                        level == Log.WARNING
                                ? ""
                                : " level "
                                        + List.of("emerg", "alert", "crit", "err", "warn", "notice", "info", "debug")
                                                .get(level);
                    case Log.Target.Group(int group, int snapshotBytes, int queueThreshold) ->
                        " group " + group + (snapshotBytes == 0 ? "" : " snaplen " + snapshotBytes)
                                + (queueThreshold == 0 ? "" : " queue-threshold " + queueThreshold);
                };
    }

    static String flags(Set<NatFlag> flags) {
        return flags.isEmpty()
                ? ""
                : " "
                        + String.join(
                                ",",
                                new TreeSet<>(flags).stream().map(NatFlag::text).toList());
    }

    static String of(Reject reject) {
        return switch (reject.type()) {
            case TCP_RESET -> "reject with tcp reset";
            case ICMP_UNREACHABLE -> "reject with icmp code " + reject.code();
            case ICMPX_UNREACHABLE ->
                switch (reject.code()) {
                    case 0 -> "reject with icmpx no-route";
                    case 1 -> "reject";
                    case 2 -> "reject with icmpx host-unreachable";
                    case 3 -> "reject with icmpx admin-prohibited";
                    default -> "reject with icmpx code " + reject.code();
                };
        };
    }
}

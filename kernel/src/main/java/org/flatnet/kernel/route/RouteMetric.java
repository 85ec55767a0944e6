package org.flatnet.kernel.route;

import org.jspecify.annotations.Nullable;

/** What a route says of the way: {@code RTAX_*} of {@code linux/rtnetlink.h}. */
public enum RouteMetric {
    /** A set of the metrics that a path's own findings do not change, by their numbers. */
    LOCK(1, "lock"),
    /** Bytes. */
    MTU(2, "mtu"),
    WINDOW(3, "window"),
    RTT(4, "rtt"),
    RTT_VARIANCE(5, "rttvar"),
    SLOW_START_THRESHOLD(6, "ssthresh"),
    CONGESTION_WINDOW(7, "cwnd"),
    /** The largest segment that TCP announces, in bytes. */
    ADVERTISED_MSS(8, "advmss"),
    REORDERING(9, "reordering"),
    HOP_LIMIT(10, "hoplimit"),
    INITIAL_CONGESTION_WINDOW(11, "initcwnd"),
    FEATURES(12, "features"),
    RTO_MINIMUM(13, "rto_min"),
    INITIAL_RECEIVE_WINDOW(14, "initrwnd"),
    QUICK_ACK(15, "quickack"),
    FAST_OPEN_WITHOUT_COOKIE(17, "fastopen_no_cookie");

    private final int number;
    private final String word;

    RouteMetric(int number, String word) {
        this.number = number;
        this.word = word;
    }

    int number() {
        return number;
    }

    String word() {
        return word;
    }

    static @Nullable RouteMetric ofNumber(int number) {
        for (RouteMetric metric : values()) {
            if (metric.number == number) {
                return metric;
            }
        }
        return null;
    }
}

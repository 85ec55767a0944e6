package org.flatnet.kernel.route;

import java.util.List;

/** What a {@link RouteMonitor} receives. */
public sealed interface RouteEvent {
    /** Changes, oldest first. */
    record Changed(List<RouteChange> changes) implements RouteEvent {}

    /** Some were lost: list everything anew. */
    record Lost() implements RouteEvent {}

    /** {@link RouteMonitor#stop} was called. */
    record Stopped() implements RouteEvent {}

    /** The time was over before anything happened. */
    record Idle() implements RouteEvent {}
}

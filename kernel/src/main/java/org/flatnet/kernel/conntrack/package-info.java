/**
 * Connection tracking: the flows that the kernel remembers, as values; lists that it filters, and deletion. Names follow
 * the {@code conntrack} program and {@code linux/netfilter/nfnetlink_conntrack.h}.
 *
 * <pre>{@code
 * try (ConntrackSocket conntrack = ConntrackSocket.open(namespace)) {
 *     conntrack.deleteFlows(IpAddress.parse("10.200.0.7"));
 * }
 * }</pre>
 */
@NullMarked
package org.flatnet.kernel.conntrack;

import org.jspecify.annotations.NullMarked;

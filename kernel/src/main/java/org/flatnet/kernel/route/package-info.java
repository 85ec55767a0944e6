/**
 * Links, addresses, routes, neighbours, forwarding entries and rules ({@code NETLINK_ROUTE}), as values that encode and
 * decode themselves and print as the {@code ip} and {@code bridge} programs would take them. Attributes that the library
 * does not know are kept as they came. Names follow those programs and the kernel's {@code linux/rtnetlink.h} and
 * {@code linux/if_link.h}.
 *
 * <pre>{@code
 * LinkDefinition inside = LinkDefinition.peer("eth0").withMtu(1450).inNamespace(pod);
 * try (RouteSocket route = RouteSocket.open(node)) {
 *     route.execute(LinkDefinition.of("fn0123456789ab", Veth.to(inside)).withMtu(1450).create());
 *     route.execute(LinkChange.of("fn0123456789ab").up().request());
 *     route.execute(Route.via(cidr, gateway, uplink.index()).withProtocol(protocol).replace());
 * }
 * }</pre>
 */
@NullMarked
package org.flatnet.kernel.route;

import org.jspecify.annotations.NullMarked;

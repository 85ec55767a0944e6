package org.flatnet.cni;

import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * What an ADD made, or an earlier plugin of the chain: the same for every version; a version leaves out what it does not
 * know.
 *
 * @param interfaces empty in the result of an address plugin
 */
public record CniResult(List<Interface> interfaces, List<Address> addresses, List<Route> routes, CniDns dns) {
    public static final CniResult EMPTY = new CniResult(List.of(), List.of(), List.of(), CniDns.NONE);

    public CniResult {
        interfaces = List.copyOf(interfaces);
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        for (Address address : addresses) {
            if (address.interfaceIndex != null
                    && (address.interfaceIndex < 0 || address.interfaceIndex >= interfaces.size())) {
                throw new IllegalArgumentException("the address " + address.address + " is on interface "
                        + address.interfaceIndex + " of " + interfaces.size());
            }
        }
    }

    /**
     * A link that was made or is used.
     *
     * @param mac its hardware address as text; empty where it has none
     * @param mtu 0 where it is not told
     * @param sandbox the path of the container's namespace; empty for a link of the node
     * @param socketPath of a vhost-user link, else empty
     * @param pciId of a device, else empty
     */
    public record Interface(String name, String mac, int mtu, String sandbox, String socketPath, String pciId) {
        public Interface {
            if (mtu < 0) {
                throw new IllegalArgumentException("the MTU " + mtu + " of interface " + name);
            }
        }

        public Interface(String name, String mac, int mtu, String sandbox) {
            this(name, mac, mtu, sandbox, "", "");
        }
    }

    /**
     * An address of the container.
     *
     * @param gateway of its subnet, where there is one
     * @param interfaceIndex which of the interfaces has it; null in the result of an address plugin
     */
    public record Address(
            InterfaceAddress address,
            @Nullable IpAddress gateway,
            @Nullable Integer interfaceIndex) {}

    /**
     * A route of the container.
     *
     * @param gateway null means the gateway of the address of that family
     * @param mtu 0 means none of its own, as for the advertised segment size and the priority
     * @param table null means the main table
     * @param scope null means what fits the route
     */
    public record Route(
            Cidr destination,
            @Nullable IpAddress gateway,
            int mtu,
            int advertisedSegmentSize,
            int priority,
            @Nullable Integer table,
            @Nullable Integer scope) {

        public Route(Cidr destination, @Nullable IpAddress gateway) {
            this(destination, gateway, 0, 0, 0, null, null);
        }
    }
}

package org.flatnet.cni;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.ipam.Leases;
import org.flatnet.pod.Attached;

/** What was made, as results say it. */
final class Results {
    private Results() {}

    /** Of a link: the bridge, the node's end and the container's, to which the addresses belong. */
    static CniResult of(Attached attached, CniRequest request, CniDns dns) {
        List<CniResult.Interface> interfaces = new ArrayList<>();
        if (attached.bridge() != null) {
            interfaces.add(link(attached.bridge(), ""));
        }
        interfaces.add(link(attached.host(), ""));
        int container = interfaces.size();
        interfaces.add(link(attached.pod(), request.namespacePath()));
        List<CniResult.Address> addresses = attached.addresses().stream()
                .map(address -> new CniResult.Address(address.address(), address.gateway(), container))
                .toList();
        List<CniResult.Route> routes = attached.routes().stream()
                .map(route -> new CniResult.Route(
                        route.destination(),
                        route.gateway(),
                        route.mtu(),
                        route.advertisedSegmentSize(),
                        route.priority(),
                        route.table(),
                        route.scope()))
                .toList();
        return new CniResult(interfaces, addresses, routes, dns);
    }

    private static CniResult.Interface link(Attached.Interface link, String sandbox) {
        return new CniResult.Interface(link.name(), link.mac().toString(), link.mtu(), sandbox);
    }

    /** Of an address plugin. */
    static CniResult ofAddresses(List<Leases.Given> given, HostLocalConfig config, CniDns dns) {
        List<CniResult.Address> addresses = given.stream()
                .map(one -> new CniResult.Address(one.inSubnet(), one.range().gateway(), null))
                .toList();
        return new CniResult(List.of(), addresses, config.ipam().routes(), dns);
    }
}

package org.flatnet.pod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.route.Bridge;
import org.flatnet.kernel.route.Ipv4Option;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.RouteScope;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.KernelException;
import org.jspecify.annotations.Nullable;

/**
 * The bridges that pods hang off: made when the first pod needs one, and remembered, so that the next pod costs nothing.
 * Any thread calls; one at a time makes or repairs.
 */
final class Bridges {
    /** Guarded by this. By name; immutable values. */
    private final Map<String, Known> known = new HashMap<>();

    /**
     * A bridge that was found to be as it must.
     *
     * @param link as it was then
     * @param plan with all addresses that pods have asked for so far
     */
    record Known(Attached.Interface link, BridgePlan plan) {
        int index() {
            return link.index();
        }

        boolean serves(BridgePlan other) {
            return plan.addresses().containsAll(other.addresses());
        }
    }

    /** The index of the bridge of a plan, made or completed where that is needed. */
    int ensure(Lane lane, BridgePlan plan) throws IOException {
        synchronized (this) {
            Known bridge = known.get(plan.name());
            if (bridge == null || !bridge.serves(plan)) {
                BridgePlan all = bridge == null ? plan : plan.withAddresses(bridge.plan.addresses());
                bridge = new Known(make(lane, all), all);
                known.put(plan.name(), bridge);
            }
            return bridge.index();
        }
    }

    /** Looks at the bridge anew, and repairs it. */
    int restore(Lane lane, BridgePlan plan) throws IOException {
        synchronized (this) {
            Known bridge = known.get(plan.name());
            BridgePlan all = bridge == null ? plan : plan.withAddresses(bridge.plan.addresses());
            if (bridge != null && plan.own()) {
                nameBack(lane.host(), bridge);
            }
            Known found = new Known(make(lane, all), all);
            known.put(plan.name(), found);
            return found.index();
        }
    }

    /** Takes addresses from a bridge; which ones, is asked while no pod can get it to have more. */
    List<InterfaceAddress> retire(RouteSocket host, String name, Predicate<InterfaceAddress> which)
            throws KernelException {
        synchronized (this) {
            Known bridge = known.get(name);
            if (bridge == null) {
                return List.of();
            }
            List<InterfaceAddress> retired =
                    bridge.plan.addresses().stream().filter(which).toList();
            // First, so that nobody who sees them go puts them back.
            known.put(name, new Known(bridge.link, bridge.plan.withoutAddresses(retired)));
            try {
                for (InterfaceAddress address : retired) {
                    delete(host, PodObjects.bridgeAddress(bridge.index(), address));
                }
            } catch (KernelException e) {
                known.put(name, bridge);
                throw e;
            }
            return retired;
        }
    }

    private static void delete(RouteSocket host, LinkAddress address) throws KernelException {
        try {
            host.execute(address.delete());
        } catch (KernelException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    /** What is known of a bridge of this name; null if no pod has asked for it. */
    @Nullable
    Known find(String name) {
        synchronized (this) {
            return known.get(name);
        }
    }

    /** The bridge of this index; null if it is none that pods have asked for. */
    @Nullable
    String nameOf(int index) {
        synchronized (this) {
            for (Known bridge : known.values()) {
                if (bridge.index() == index) {
                    return bridge.plan.name();
                }
            }
            return null;
        }
    }

    Set<String> names() {
        synchronized (this) {
            return Set.copyOf(known.keySet());
        }
    }

    private static void nameBack(RouteSocket host, Known bridge) throws KernelException {
        Link link = host.link(bridge.index());
        String name = bridge.plan.name();
        if (link != null && !link.name().equals(name) && BridgePlan.ALIAS.equals(link.alias())) {
            host.execute(LinkChange.of(link.index()).rename(name).request());
        }
    }

    private static Attached.Interface make(Lane lane, BridgePlan plan) throws IOException {
        RouteSocket host = lane.host();
        Link bridge = host.link(plan.name());
        if (bridge == null) {
            bridge = create(lane, plan);
        }
        if (!(bridge.kind() instanceof Bridge)) {
            String kind =
                    bridge.kind().kind().isEmpty() ? "device" : bridge.kind().kind();
            throw PodException.conflict("the node's link " + plan.name() + " is a " + kind
                    + ", not a bridge: remove it, or choose another name for the bridge");
        }
        List<LinkAddress> others = others(host, bridge.index(), plan);
        refuse(others, plan);
        LinkChange change = LinkChange.of(bridge.index()).up();
        if (plan.promiscuous()) {
            change = change.promiscuous(true);
        }
        if (!plan.own() && bridge.mac() != null) {
            // Setting it to what it is pins it: else it follows the ports, and pods lose their gateway.
            change = change.mac(bridge.mac());
        }
        host.execute(change.request());
        setAddresses(host, bridge.index(), plan, others);
        AddressWait.await(host, lane.node(), bridge.index(), plan.addresses(), false);
        return Attached.Interface.of(bridge);
    }

    /** What a link has beside what the kernel gives it. */
    static List<InterfaceAddress> globalAddresses(RouteSocket host, int link) throws KernelException {
        List<InterfaceAddress> addresses = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            for (LinkAddress address : host.addresses(family, link)) {
                if (address.scope().equals(RouteScope.UNIVERSE)) {
                    addresses.add(address.address());
                }
            }
        }
        return addresses;
    }

    private static Link create(Lane lane, BridgePlan plan) throws IOException {
        RouteSocket host = lane.host();
        try {
            host.execute(PodObjects.bridge(plan).create());
        } catch (KernelException e) {
            if (!e.isExists()) {
                throw e;
            }
        }
        Link bridge = host.link(plan.name());
        if (bridge == null) {
            throw PodException.disturbed("the bridge " + plan.name() + " was deleted while it was being made");
        }
        lane.set(settings(plan.name()));
        LinkChange change = LinkChange.of(bridge.index());
        host.execute((plan.own() ? change.alias(BridgePlan.ALIAS).ipv4(Ipv4Option.SEND_REDIRECTS, 0) : change)
                .up()
                .request());
        return bridge;
    }

    /** Before the bridge is up: its link-local address is to be there at once too. */
    private static SortedMap<String, String> settings(String bridge) {
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("net/ipv6/conf/" + bridge + "/accept_ra", "0");
        settings.put("net/ipv6/conf/" + bridge + "/accept_dad", "0");
        return settings;
    }

    /** Addresses that the bridge has beside the plan's, and that cannot stay beside them. */
    private static List<LinkAddress> others(RouteSocket host, int bridge, BridgePlan plan) throws KernelException {
        List<LinkAddress> others = new ArrayList<>();
        for (IpFamily family : families(plan)) {
            for (LinkAddress there : host.addresses(family, bridge)) {
                if (!plan.addresses().contains(there.address()) && conflicts(there.address(), plan)) {
                    others.add(there);
                }
            }
        }
        return others;
    }

    private static Set<IpFamily> families(BridgePlan plan) {
        Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
        plan.addresses().forEach(address -> families.add(address.family()));
        return families;
    }

    /** Any other IPv4 address; an IPv6 one only in the same subnet, as links have several of them anyway. */
    private static boolean conflicts(InterfaceAddress there, BridgePlan plan) {
        return there.family() == IpFamily.IPV4
                || plan.addresses().stream().anyMatch(own -> own.cidr().overlaps(there.cidr()));
    }

    /** Before anything of somebody's bridge is changed. */
    private static void refuse(List<LinkAddress> others, BridgePlan plan) throws PodException {
        if (plan.otherAddresses() == Shape.OtherAddresses.REFUSE && !others.isEmpty()) {
            throw PodException.conflict("the bridge " + plan.name() + " has the address "
                    + others.getFirst().address() + " already, which is not the gateway's: expected "
                    + plan.addresses() + "; remove it, or set forceAddress");
        }
    }

    private static void setAddresses(RouteSocket host, int bridge, BridgePlan plan, List<LinkAddress> others)
            throws KernelException {
        if (plan.otherAddresses() == Shape.OtherAddresses.REPLACE) {
            for (LinkAddress other : others) {
                delete(host, other);
            }
        }
        for (InterfaceAddress address : plan.addresses()) {
            try {
                host.execute(PodObjects.bridgeAddress(bridge, address).add());
            } catch (KernelException e) {
                if (!e.isExists()) {
                    throw e;
                }
            }
        }
    }
}

package org.flatnet.lab.plan;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.flatnet.model.AttachMode;
import org.flatnet.model.FabricMode;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants of a lab; checked, so that a plan can be made of it.
 *
 * @param name the lab's own, with which the names of its namespaces begin
 * @param nodes how many nodes
 * @param pods how many pods on each node when the lab comes up
 * @param mode how the nodes reach each other's pods
 * @param subnets over how many subnets the nodes are spread
 * @param attach how pods hang off their node
 * @param families what nodes and pods have addresses of
 * @param mtu of the network between the nodes, in bytes
 * @param sourceDestCheck whether the cloud checks addresses at each node's port; null for what the mode needs
 * @param manifests a folder of the user's that the agents watch, in place of one of the lab's own; null for none
 */
public record LabSpec(
        String name,
        int nodes,
        int pods,
        FabricMode mode,
        int subnets,
        AttachMode attach,
        Families families,
        int mtu,
        @Nullable Boolean sourceDestCheck,
        @Nullable Path manifests) {
    /** The name of a lab that is given none. */
    public static final String DEFAULT_NAME = "lab";

    /** Nodes are numbered in the last byte of their address, from {@link Topology#FIRST_HOST} on. */
    private static final int MOST_NODES = 200;

    private static final int MOST_PODS = 200;
    private static final int LARGEST_MTU = 65_535;

    /** What VXLAN adds to a packet over IPv4 and IPv6, in bytes. */
    private static final int OVERLAY_OVER_IPV4 = 50;

    private static final int OVERLAY_OVER_IPV6 = 70;

    /** The smallest MTU with IPv4 that ordinary programs can be expected to live with (RFC 791). */
    private static final int LEAST_IPV4_MTU = 576;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");

    public LabSpec {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("lab name \"" + name
                    + "\": expected at most 32 lower-case letters, digits and hyphens, the first and last no hyphen");
        }
        checkRange("nodes", nodes, 1, MOST_NODES);
        checkRange("pods", pods, 0, MOST_PODS);
        checkRange("subnets", subnets, 1, nodes);
        int leastMtu = leastMtu(mode, families);
        if (mtu < leastMtu || mtu > LARGEST_MTU) {
            throw new IllegalArgumentException("mtu " + mtu + ": expected " + leastMtu + " to " + LARGEST_MTU
                    + " for mode " + mode + " and family " + families);
        }
    }

    /** The reference cluster: two nodes with two pods each, routed natively. */
    public static LabSpec named(String name) {
        return new LabSpec(name, 2, 2, FabricMode.NATIVE, 1, AttachMode.BRIDGE, Families.IPV4, 1500, null, null);
    }

    private static void checkRange(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " " + value + ": expected " + least + " to " + most);
        }
    }

    /** Pods must be left with what their family needs after the overlay has taken its share. */
    private static int leastMtu(FabricMode mode, Families families) {
        int pods = families == Families.IPV4 ? LEAST_IPV4_MTU : 1280;
        if (!mode.usesOverlay()) {
            return pods;
        }
        return pods + (families == Families.IPV6 ? OVERLAY_OVER_IPV6 : OVERLAY_OVER_IPV4);
    }

    public LabSpec withNodes(int count) {
        return new LabSpec(name, count, pods, mode, subnets, attach, families, mtu, sourceDestCheck, manifests);
    }

    public LabSpec withPods(int count) {
        return new LabSpec(name, nodes, count, mode, subnets, attach, families, mtu, sourceDestCheck, manifests);
    }

    public LabSpec withMode(FabricMode newMode) {
        return new LabSpec(name, nodes, pods, newMode, subnets, attach, families, mtu, sourceDestCheck, manifests);
    }

    public LabSpec withSubnets(int count) {
        return new LabSpec(name, nodes, pods, mode, count, attach, families, mtu, sourceDestCheck, manifests);
    }

    public LabSpec withAttach(AttachMode newAttach) {
        return new LabSpec(name, nodes, pods, mode, subnets, newAttach, families, mtu, sourceDestCheck, manifests);
    }

    public LabSpec withFamilies(Families newFamilies) {
        return new LabSpec(name, nodes, pods, mode, subnets, attach, newFamilies, mtu, sourceDestCheck, manifests);
    }

    public LabSpec withMtu(int newMtu) {
        return new LabSpec(name, nodes, pods, mode, subnets, attach, families, newMtu, sourceDestCheck, manifests);
    }

    public LabSpec withSourceDestCheck(@Nullable Boolean check) {
        return new LabSpec(name, nodes, pods, mode, subnets, attach, families, mtu, check, manifests);
    }

    public LabSpec withManifests(@Nullable Path folder) {
        return new LabSpec(name, nodes, pods, mode, subnets, attach, families, mtu, sourceDestCheck, folder);
    }

    /** Where the cloud checks the addresses of packets. */
    public CheckPlace checkPlace() {
        if (sourceDestCheck != null) {
            return sourceDestCheck ? CheckPlace.NODES : CheckPlace.NOWHERE;
        }
        return switch (mode) {
            case NATIVE, CLOUD -> CheckPlace.NOWHERE;
            case VXLAN -> CheckPlace.NODES;
            case CROSS_SUBNET -> CheckPlace.ROUTER;
        };
    }

    /** Where a cloud checks that packets carry the addresses of the node they come from or go to. */
    public enum CheckPlace {
        NOWHERE,
        /** At each node's port of its switch. */
        NODES,
        /** Between each subnet and the router, so that a subnet's nodes are free among themselves. */
        ROUTER
    }
}

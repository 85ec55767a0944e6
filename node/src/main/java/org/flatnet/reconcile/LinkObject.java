package org.flatnet.reconcile;

import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;

/**
 * A VXLAN device, up. It learns nothing: where each address is stands in forwarding entries. It is bound to no other
 * link, so that it outlasts one that is replaced; the route to the peer decides where packets leave.
 *
 * <p>The outer UDP packet has no checksum where IPv4 allows that: checksums of both headers left to the network card are
 * what corrupts packets on some of them. The pods' own checksums stay as they are.
 *
 * @param vni 1 to 16,777,215
 * @param port UDP destination port
 * @param local the source of the outer packets, which decides their family
 * @param mtu the largest inner packet, in bytes
 * @param alias whose it is, for people and for an adopting start
 * @param plain whether it learns nothing and the rest of its options are as we make them
 */
public record LinkObject(
        String name,
        int vni,
        int port,
        IpAddress local,
        MacAddress mac,
        int mtu,
        String alias,
        boolean up,
        boolean plain)
        implements KernelObject {
    private static final int LARGEST_VNI = (1 << 24) - 1;
    private static final int LARGEST_PORT = 65_535;

    public LinkObject {
        if (vni < 1 || vni > LARGEST_VNI) {
            throw new IllegalArgumentException("VNI " + vni + ": expected 1 to " + LARGEST_VNI);
        }
        if (port < 1 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("VXLAN port " + port + ": expected 1 to " + LARGEST_PORT);
        }
    }

    /** The device as we make it. */
    public static LinkObject of(
            String name, int vni, int port, IpAddress local, MacAddress mac, int mtu, String alias) {
        return new LinkObject(name, vni, port, local, mac, mtu, alias, true, true);
    }

    /** Whether the kernel can change the other device into this one while it lives. */
    boolean isChangeOf(LinkObject other) {
        return name.equals(other.name)
                && vni == other.vni
                && port == other.port
                && local.equals(other.local)
                && plain == other.plain;
    }

    @Override
    public Identity identity() {
        return new Identity.OfLink(name);
    }

    @Override
    public Kind kind() {
        return Kind.LINK;
    }
}

package org.flatnet.pod;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteFilter;
import org.flatnet.kernel.route.RouteGroup;
import org.flatnet.kernel.route.RouteMonitor;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.RouteTable;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;

/**
 * Waits until IPv6 addresses are in use. The kernel acknowledges an address, also one that needs no duplicate address
 * detection, before it takes packets for it: a worker of its own adds the local route a moment later. Most often it has
 * done so when it is asked for the first time.
 */
final class AddressWait {
    /** A look costs some 20 µs; to listen for the kernel's word costs more than the usual wait. */
    private static final int LOOKS = 20;

    private static final int SETTLE_MILLIS = 2_000;
    /** Detection takes up to two seconds, and starts over where the link is slow. */
    private static final int DETECTION_MILLIS = 10_000;

    private AddressWait() {}

    /**
     * Waits for addresses of a link.
     *
     * @param namespace the link's, in which the socket is
     * @throws PodException if they are not in use after detection, as somebody else has one of them
     * @throws KernelException if the kernel does not use them in time
     */
    static void await(
            RouteSocket socket,
            NetworkNamespace namespace,
            int link,
            Collection<InterfaceAddress> addresses,
            boolean detection)
            throws IOException {
        Set<Cidr> missing = new HashSet<>();
        for (InterfaceAddress address : addresses) {
            if (address.family() == IpFamily.IPV6) {
                missing.add(Cidr.host(address.address()));
            }
        }
        for (int look = 0; look < LOOKS && !missing.isEmpty(); look++) {
            look(socket, link, missing);
        }
        if (!missing.isEmpty()) {
            listen(socket, namespace, link, missing, detection);
        }
    }

    private static void look(RouteSocket socket, int link, Set<Cidr> missing) throws KernelException {
        RouteFilter local =
                RouteFilter.all(IpFamily.IPV6).withTable(RouteTable.LOCAL).withLink(link);
        for (Route route : socket.routes(local)) {
            missing.remove(route.destination());
        }
    }

    private static IOException unsettled(Set<Cidr> missing, long limit, boolean detection) {
        String what = "the addresses " + missing + " are not in use after " + limit + " ms";
        return detection
                ? PodException.disturbed(what + ": another host of the network has one of them")
                : new KernelException("add addresses", Errno.ETIMEDOUT, what);
    }

    private static void listen(
            RouteSocket socket, NetworkNamespace namespace, int link, Set<Cidr> missing, boolean detection)
            throws IOException {
        long limit = detection ? DETECTION_MILLIS : SETTLE_MILLIS;
        long end = System.nanoTime() + limit * 1_000_000L;
        try (RouteMonitor monitor = RouteMonitor.open(namespace, RouteGroup.IPV6_ROUTES)) {
            look(socket, link, missing);
            while (!missing.isEmpty()) {
                int leftMillis = (int) ((end - System.nanoTime()) / 1_000_000L);
                if (leftMillis <= 0) {
                    throw unsettled(missing, limit, detection);
                }
                monitor.receive(leftMillis);
                look(socket, link, missing);
            }
        }
    }
}

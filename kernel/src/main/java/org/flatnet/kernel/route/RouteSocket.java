package org.flatnet.kernel.route;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.NetlinkProtocol;
import org.flatnet.kernel.netlink.NetlinkSocket;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NamespaceWorker;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.jspecify.annotations.Nullable;

/**
 * The links, addresses, routes, neighbours and rules of one network namespace: lists and changes. It belongs to one thread
 * at a time. Lists are whole: one that changed while it was read is read again.
 */
public final class RouteSocket implements AutoCloseable {
    private final NetlinkSocket socket;

    private RouteSocket(NetlinkSocket socket) throws KernelException {
        this.socket = socket;
        socket.checkStrictly();
    }

    /** Opens a socket in a namespace. */
    public static RouteSocket open(NetworkNamespace namespace) throws KernelException {
        return over(NetlinkSocket.open(NetlinkProtocol.ROUTE, namespace));
    }

    /** Opens a socket in a namespace by way of a worker, which is quicker. */
    public static RouteSocket open(NetworkNamespace namespace, NamespaceWorker worker) throws KernelException {
        return over(NetlinkSocket.open(NetlinkProtocol.ROUTE, namespace, worker));
    }

    /** Opens a socket in the calling thread's namespace. */
    public static RouteSocket openHere() throws KernelException {
        return over(NetlinkSocket.openHere(NetlinkProtocol.ROUTE));
    }

    /** Works on a socket that is open already, and closes it. */
    public static RouteSocket over(NetlinkSocket socket) throws KernelException {
        try {
            return new RouteSocket(socket);
        } catch (KernelException e) {
            socket.close();
            throw e;
        }
    }

    // ---- changes

    /** Sends one request and waits until it is done. */
    public void execute(Request request) throws KernelException {
        socket.execute(request);
    }

    /**
     * Sends all requests, in order, without waiting for each. A refused one does not stop those after it.
     *
     * @return what became of each, in the same order
     * @throws KernelException if the exchange itself failed; how many were done is unknown then
     */
    public List<Outcome> executeAll(List<Request> requests) throws KernelException {
        return socket.executeAll(requests);
    }

    // ---- links

    /** Every link of the namespace. */
    public List<Link> links() throws KernelException {
        return list(Dumps.links(), message -> true, Link::read);
    }

    /**
     * Every link of another namespace, by the number that this one knows it by ({@link #namespaceId}).
     *
     * @throws KernelException EINVAL if it knows none by that number
     */
    public List<Link> links(int targetNamespaceId) throws KernelException {
        return list(Dumps.links(targetNamespaceId), message -> true, Link::read);
    }

    /** The ports of a bridge, by its index. */
    public List<Link> ports(int bridge) throws KernelException {
        return list(Dumps.ports(bridge), message -> true, Link::read);
    }

    /** The link of a name, or null if there is none. */
    public @Nullable Link link(String name) throws KernelException {
        return linkOrNull(Dumps.link(name));
    }

    /** The link of an index, or null if there is none. */
    public @Nullable Link link(int index) throws KernelException {
        return linkOrNull(Dumps.link(index));
    }

    private @Nullable Link linkOrNull(Request request) throws KernelException {
        try {
            return read(request.what(), socket.get(request), Link::read);
        } catch (KernelException e) {
            if (e.is(Errno.ENODEV)) {
                return null;
            }
            throw e;
        }
    }

    /** The VLANs that the ports of all bridges, and the bridges themselves, let pass. */
    public List<BridgeVlan> bridgeVlans() throws KernelException {
        List<BridgeVlan> vlans = new ArrayList<>();
        list(Dumps.bridgeVlans(), message -> true, BridgeVlan::read).forEach(vlans::addAll);
        return vlans;
    }

    // ---- addresses

    /** Every address of the namespace, of both families. */
    public List<LinkAddress> addresses() throws KernelException {
        return list(Dumps.addresses(null, 0, null), Decoding::isInternet, LinkAddress::read);
    }

    /** The addresses of a family of one link. */
    public List<LinkAddress> addresses(IpFamily family, int link) throws KernelException {
        return list(Dumps.addresses(family, link, null), Decoding::isInternet, LinkAddress::read);
    }

    /**
     * Every address of another namespace, by the number that this one knows it by.
     *
     * @throws KernelException EINVAL if it knows none by that number
     */
    public List<LinkAddress> addresses(int targetNamespaceId) throws KernelException {
        return list(Dumps.addresses(null, 0, targetNamespaceId), Decoding::isInternet, LinkAddress::read);
    }

    // ---- routes and rules

    /** Every route of a family, of all tables, without what the kernel only remembers for single destinations. */
    public List<Route> routes(IpFamily family) throws KernelException {
        return routes(RouteFilter.all(family));
    }

    /** The routes that the kernel finds by a filter. */
    public List<Route> routes(RouteFilter filter) throws KernelException {
        try {
            return list(Dumps.routes(filter), message -> !RouteReader.isCloned(message), Route::read);
        } catch (KernelException e) {
            // A table that was never used does not exist.
            if (e.is(Errno.ENOENT) && filter.table() != null) {
                return List.of();
            }
            throw e;
        }
    }

    /** Every rule of a family, the first asked first. */
    public List<Rule> rules(IpFamily family) throws KernelException {
        return list(Dumps.rules(family), message -> true, Rule::read);
    }

    // ---- neighbours and forwarding entries

    /** Every neighbour of a family, on all links, without those that are answered for. */
    public List<Neighbour> neighbours(IpFamily family) throws KernelException {
        return list(Dumps.neighbours(family, 0, false), Decoding::isInternet, Neighbour::read);
    }

    /** The neighbours of a family on one link. */
    public List<Neighbour> neighbours(IpFamily family, int link) throws KernelException {
        return list(Dumps.neighbours(family, link, false), Decoding::isInternet, Neighbour::read);
    }

    /** The addresses of a family that this host answers for, on all links. */
    public List<Neighbour> proxies(IpFamily family) throws KernelException {
        return list(Dumps.neighbours(family, 0, true), Decoding::isInternet, Neighbour::read);
    }

    /** The forwarding entries of all bridges and VXLAN links. */
    public List<ForwardingEntry> forwardingEntries() throws KernelException {
        return list(Dumps.forwardingEntries(0), message -> true, ForwardingEntry::read);
    }

    /** The forwarding entries of one link: of a VXLAN link its own and, where it is a port, its bridge's for it. */
    public List<ForwardingEntry> forwardingEntries(int link) throws KernelException {
        return list(Dumps.forwardingEntries(link), message -> true, ForwardingEntry::read);
    }

    // ---- namespaces

    /** The number by which this namespace knows another one; it gets one if it has none yet. */
    public int namespaceId(NetworkNamespace other) throws KernelException {
        Integer known = knownNamespaceId(other);
        if (known != null) {
            return known;
        }
        try {
            socket.execute(NamespaceNumbers.assign(other));
        } catch (KernelException e) {
            if (!e.isExists()) {
                throw e;
            }
        }
        known = knownNamespaceId(other);
        if (known == null) {
            throw new KernelException("number namespace " + other, Errno.ENOENT, "the number was not kept");
        }
        return known;
    }

    /** The number by which this namespace knows another one, or null if it has none. */
    public @Nullable Integer knownNamespaceId(NetworkNamespace other) throws KernelException {
        Request request = NamespaceNumbers.get(other);
        int number = read(request.what(), socket.get(request), NamespaceNumbers::read);
        return number < 0 ? null : number;
    }

    private <T> List<T> list(Request request, Predicate<Message> wanted, Function<Message, T> decode)
            throws KernelException {
        List<T> list = new ArrayList<>();
        for (Message message : socket.dump(request)) {
            T value = read(request.what(), message, answer -> wanted.test(answer) ? decode.apply(answer) : null);
            if (value != null) {
                list.add(value);
            }
        }
        return list;
    }

    private static <T extends @Nullable Object> T read(String what, Message answer, Function<Message, T> decode)
            throws KernelException {
        try {
            return decode.apply(answer);
        } catch (MalformedMessageException e) {
            throw new KernelException(what, Errno.EBADMSG, e.getMessage());
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}

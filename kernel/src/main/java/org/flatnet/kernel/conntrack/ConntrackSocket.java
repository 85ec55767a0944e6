package org.flatnet.kernel.conntrack;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.NetlinkProtocol;
import org.flatnet.kernel.netlink.NetlinkSocket;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NamespaceWorker;
import org.flatnet.kernel.sys.NetworkNamespace;

/** The tracked flows of one network namespace: lists and deletion. It belongs to one thread at a time. */
public final class ConntrackSocket implements AutoCloseable {
    private final NetlinkSocket socket;
    private boolean kernelFilters;

    private ConntrackSocket(NetlinkSocket socket, boolean kernelFilters) {
        this.socket = socket;
        this.kernelFilters = kernelFilters;
    }

    /** Opens a socket in a namespace. */
    public static ConntrackSocket open(NetworkNamespace namespace) throws KernelException {
        return over(NetlinkSocket.open(NetlinkProtocol.NETFILTER, namespace));
    }

    /** Opens a socket in a namespace by way of a worker, which is quicker. */
    public static ConntrackSocket open(NetworkNamespace namespace, NamespaceWorker worker) throws KernelException {
        return over(NetlinkSocket.open(NetlinkProtocol.NETFILTER, namespace, worker));
    }

    /** Works on a socket that is open already, and closes it. */
    public static ConntrackSocket over(NetlinkSocket socket) {
        return new ConntrackSocket(socket, true);
    }

    /** The same without the kernel's filters: every list is a whole one, and is filtered here. */
    public static ConntrackSocket withoutKernelFilters(NetlinkSocket socket) {
        return new ConntrackSocket(socket, false);
    }

    /** Every flow of a family. */
    public List<Flow> flows(IpFamily family) throws KernelException {
        return flows(FlowFilter.all(family));
    }

    /** The flows that match. */
    public List<Flow> flows(FlowFilter filter) throws KernelException {
        if (kernelFilters) {
            try {
                return list(filter, true);
            } catch (KernelException e) {
                if (!e.isUnsupported() && !e.is(Errno.EINVAL)) {
                    throw e;
                }
                kernelFilters = false;
            }
        }
        return list(filter, false);
    }

    private List<Flow> list(FlowFilter filter, boolean byKernel) throws KernelException {
        String what = "list " + filter.family() + " flows";
        MessageWriter writer = ConntrackMessage.begin(filter.family().addressFamily());
        if (byKernel) {
            filter.write(writer);
        }
        List<Flow> flows = new ArrayList<>();
        for (Message message : socket.dump(new Request(ConntrackMessage.GET, 0, writer.toBytes(), what))) {
            Flow flow = read(what, message);
            if (filter.matches(flow)) {
                flows.add(flow);
            }
        }
        return flows;
    }

    private static Flow read(String what, Message message) throws KernelException {
        try {
            return Flow.read(message);
        } catch (MalformedMessageException e) {
            throw new KernelException(what, Errno.EBADMSG, e.getMessage());
        }
    }

    /** Has the kernel forget a flow; false if it had already. */
    public boolean delete(Flow flow) throws KernelException {
        return delete(List.of(flow)) == 1;
    }

    /** Has the kernel forget flows, and says how many there still were. */
    public int delete(List<Flow> flows) throws KernelException {
        int deleted = 0;
        for (Outcome outcome :
                socket.executeAll(flows.stream().map(Flow::delete).toList())) {
            if (outcome instanceof Outcome.Failed(KernelException cause) && cause.isNotFound()) {
                continue;
            }
            outcome.orThrow();
            deleted++;
        }
        return deleted;
    }

    /** Has the kernel forget the flows that match, and says how many there were. */
    public int deleteFlows(FlowFilter filter) throws KernelException {
        return delete(flows(filter));
    }

    /**
     * Has the kernel forget every flow that has this address at any end of either direction, and says how many there
     * were. Packets that still come may begin such flows anew: first make sure that none do.
     */
    public int deleteFlows(IpAddress address) throws KernelException {
        if (!kernelFilters || !FlowFilter.kernelKnowsAddresses(address.family())) {
            List<Flow> all = flows(address.family());
            return delete(all.stream().filter(flow -> flow.has(address)).toList());
        }
        Map<Identity, Flow> found = new LinkedHashMap<>();
        for (FlowFilter filter : FlowFilter.around(address)) {
            for (Flow flow : flows(filter)) {
                found.put(new Identity(flow.original(), flow.zone()), flow);
            }
        }
        return delete(List.copyOf(found.values()));
    }

    /**
     * Has the kernel forget every flow that has one of these addresses at any end, with one walk through its table for
     * each family, however many addresses there are. A walk takes as long as the table is large: milliseconds.
     */
    public int deleteFlows(Collection<IpAddress> addresses) throws KernelException {
        int deleted = 0;
        for (IpFamily family : IpFamily.values()) {
            List<IpAddress> ofFamily = addresses.stream()
                    .filter(address -> address.family() == family)
                    .toList();
            if (!ofFamily.isEmpty()) {
                deleted += delete(flows(family).stream()
                        .filter(flow -> ofFamily.stream().anyMatch(flow::has))
                        .toList());
            }
        }
        return deleted;
    }

    /** What tells the flows of one moment apart. */
    private record Identity(FlowTuple original, int zone) {}

    @Override
    public void close() {
        socket.close();
    }
}

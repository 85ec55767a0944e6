package org.flatnet.cni;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flatnet.ipam.Ipam;
import org.flatnet.ipam.IpamException;
import org.flatnet.ipam.Lease;
import org.flatnet.ipam.LeaseStoreException;
import org.flatnet.ipam.Leases;
import org.flatnet.ipam.RangeSet;
import org.flatnet.ipam.Witness;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AttachmentId;
import org.flatnet.pod.AttachRequest;
import org.flatnet.pod.Attached;
import org.flatnet.pod.PodLink;
import org.flatnet.pod.PodNames;
import org.flatnet.pod.PodNetwork;
import org.flatnet.pod.Undo;
import org.jspecify.annotations.Nullable;

/**
 * Makes and takes away attachments: addresses first, then the link, and back in the opposite order. A lease is written
 * before its link is made, so that a crash between the two leaves a lease without a link, which is found and freed, and
 * never a link whose address could be given again.
 */
public final class Attachments implements CniHandler, Witness {
    private final NodeNetwork node;
    private final Ipam ipam;
    private final PodNetwork pods;
    private final AttachmentPlans plans;
    private final CallsInFlight calls = new CallsInFlight();

    public Attachments(NodeNetwork node, Ipam ipam, PodNetwork pods) {
        this.node = node;
        this.ipam = ipam;
        this.pods = pods;
        this.plans = new AttachmentPlans(node);
    }

    // ---- ADD

    @Override
    public CniResult add(CniRequest request) throws CniException, IOException {
        return switch (request.config()) {
            case LoopbackConfig _ -> Loopback.up(request);
            case HostLocalConfig config -> {
                CniDns dns = resolver(config.ipam(), config.basics().dns());
                List<RangeSet> sets = AttachmentPlans.sets(config.ipam());
                yield Results.ofAddresses(lease(request, sets, config.ipam(), ipam::leaseDelegated), config, dns);
            }
            case PortmapConfig _ -> throw hostPortsAreNotServed(request);
            case FlatnetConfig _, BridgeConfig _, PtpConfig _ -> attach(request);
        };
    }

    private CniResult attach(CniRequest request) throws CniException, IOException {
        AttachmentId id = request.attachment();
        try (CallsInFlight.Call _ = calls.begin(id);
                Undo undo = new Undo()) {
            AttachmentPlans.Plan plan = plans.of(request);
            CniDns own = request.config().basics().dns();
            CniDns dns = own.isEmpty() ? resolver(plan.importFrom(), own) : own;
            List<Leases.Given> given = List.of();
            if (!plan.ranges().isEmpty()) {
                Leasing leasing = plan.nodesRanges() ? ipam::leaseShared : ipam::lease;
                given = lease(request, plan.ranges(), plan.importFrom(), leasing);
                undo.add("give back the addresses of " + id, () -> release(id));
            }
            Attached attached = pods.attach(plan.request(given), request.requireNamespace());
            CniResult result = Results.of(attached, request, dns);
            undo.commit();
            return result;
        } catch (IllegalArgumentException e) {
            throw new CniException(CniCode.INVALID_CONFIG, String.valueOf(e.getMessage())).causedBy(e);
        }
    }

    /** As the file says that the address section names; else as given. Read first, as it may not be readable. */
    private static CniDns resolver(@Nullable HostLocalIpam ipam, CniDns otherwise) throws CniException {
        return ipam == null || ipam.resolvConf() == null ? otherwise : ResolvConf.read(Path.of(ipam.resolvConf()));
    }

    /** A way to ask for addresses. */
    @FunctionalInterface
    private interface Leasing {
        Leases lease(AttachmentId owner, List<RangeSet> sets, List<IpAddress> requested)
                throws IpamException, InterruptedException;
    }

    private List<Leases.Given> lease(
            CniRequest request, List<RangeSet> sets, @Nullable HostLocalIpam importFrom, Leasing leasing)
            throws CniException {
        AttachmentId id = request.attachment();
        try {
            if (importFrom != null) {
                ipam.importHostLocal(id.network(), Path.of(importFrom.dataDirectory()), sets);
            }
            List<IpAddress> wanted = request.requestedAddresses();
            return leasing.lease(id, sets, wanted).given();
        } catch (IpamException e) {
            throw FailureCodes.told(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CniException(CniCode.TRY_AGAIN_LATER, "the agent ends: ask again");
        }
    }

    private static CniException hostPortsAreNotServed(CniRequest request) {
        return CniException.unsupported("type", request.calledAs(), "host ports are not served yet");
    }

    // ---- DEL

    @Override
    public void delete(CniRequest request) throws CniException, IOException {
        switch (request.config()) {
            case LoopbackConfig _, PortmapConfig _ -> {}
            case HostLocalConfig _ -> release(request.attachment());
            case FlatnetConfig _, BridgeConfig _, PtpConfig _ -> detach(request.attachment());
        }
    }

    /** The link first: its address must not be another's while it is still there. */
    private void detach(AttachmentId id) throws IOException {
        try (CallsInFlight.Call _ = calls.begin(id)) {
            pods.detach(id);
            release(id);
        }
    }

    private void release(AttachmentId id) throws IOException {
        try {
            ipam.release(id);
        } catch (LeaseStoreException e) {
            throw new IOException(e.message(), e);
        }
    }

    // ---- CHECK, STATUS, GC

    @Override
    public void check(CniRequest request) throws CniException, IOException {
        if (request.config() instanceof LoopbackConfig) {
            Loopback.check(request);
            return;
        }
        if (request.config() instanceof PortmapConfig) {
            throw hostPortsAreNotServed(request);
        }
        List<String> faults = new ArrayList<>();
        PreviousAttachment previous = PreviousAttachment.of(request);
        checkLeases(request.attachment(), previous.addresses(), faults);
        if (!(request.config() instanceof HostLocalConfig)) {
            AttachRequest expected = plans.of(request).previously(previous);
            faults.addAll(pods.check(expected, request.requireNamespace()));
        }
        if (!faults.isEmpty()) {
            throw checkFailed(request.attachment(), faults);
        }
    }

    /** An unknown container is one of which nothing is left that a DEL would take away. */
    private CniException checkFailed(AttachmentId id, List<String> faults) throws IOException {
        boolean known = !ipam.leases(id).isEmpty() || pods.knows(id);
        return new CniException(
                known ? CniCode.CHECK_FAILED : CniCode.UNKNOWN_CONTAINER, id + ": " + String.join("; ", faults));
    }

    private void checkLeases(AttachmentId id, List<InterfaceAddress> addresses, List<String> faults) {
        Set<IpAddress> held = new HashSet<>();
        ipam.leases(id).forEach(lease -> held.add(lease.address()));
        for (InterfaceAddress address : addresses) {
            if (!held.contains(address.address())) {
                faults.add("the address " + address.address() + " is not reserved for it");
            }
        }
    }

    @Override
    public void status(CniRequest request) throws CniException {
        String unavailable = node.unavailable();
        // A network with ranges of its own needs nothing of the Node object.
        if (unavailable == null || !(request.config() instanceof FlatnetConfig config) || !config.drawsOnNode()) {
            return;
        }
        // Other nodes know the way to a node's pods by its Node object alone.
        boolean cutOff = !ipam.leases(config.name()).isEmpty();
        throw cutOff
                ? new CniException(
                        CniCode.NOT_AVAILABLE_DEGRADED,
                        unavailable + "; without it other nodes do not reach the pods that run here")
                : new CniException(CniCode.NOT_AVAILABLE, unavailable);
    }

    @Override
    public void collectGarbage(CniRequest request) throws CniException, IOException {
        Set<AttachmentId> valid = request.validAttachments();
        if (valid == null) {
            return;
        }
        Set<AttachmentId> keep = new HashSet<>();
        valid.forEach(id -> keep.add(PodNames.shortened(id)));
        List<String> failures = new ArrayList<>();
        for (AttachmentId garbage : known(request.config().name())) {
            if (!keep.contains(PodNames.shortened(garbage))) {
                try {
                    detach(garbage);
                } catch (IOException e) {
                    failures.add(garbage + ": " + e.getMessage());
                }
            }
        }
        if (!failures.isEmpty()) {
            throw new CniException(CniCode.GARBAGE_LEFT, String.join("; ", failures));
        }
    }

    /** Every attachment of the network that has a lease or a link. */
    private Set<AttachmentId> known(String network) throws IOException {
        Set<AttachmentId> known = new HashSet<>();
        Set<AttachmentId> shortened = new HashSet<>();
        for (Lease lease : ipam.leases(network)) {
            known.add(lease.owner());
            shortened.add(PodNames.shortened(lease.owner()));
        }
        for (PodLink link : pods.links()) {
            if (link.owner().network().equals(network) && shortened.add(link.owner())) {
                known.add(link.owner());
            }
        }
        return known;
    }

    // ---- the second witness of leases

    @Override
    public Set<AttachmentId> inFlight() {
        return calls.attachments();
    }

    @Override
    public Map<AttachmentId, List<IpAddress>> holdings() throws IOException {
        Map<AttachmentId, AttachmentId> owners = new HashMap<>();
        ipam.leases().forEach(lease -> owners.put(PodNames.shortened(lease.owner()), lease.owner()));
        Map<AttachmentId, List<IpAddress>> holdings = new HashMap<>();
        for (PodLink link : pods.links()) {
            holdings.put(
                    owners.getOrDefault(link.owner(), link.owner()),
                    link.addresses().stream().map(InterfaceAddress::address).toList());
        }
        return holdings;
    }
}

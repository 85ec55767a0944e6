package org.flatnet.reconcile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.nftables.Commit;
import org.flatnet.kernel.nftables.NftablesSocket;
import org.flatnet.kernel.nftables.TableContents;
import org.flatnet.kernel.nftables.TableId;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteFilter;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.RouteTable;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NamespaceWorker;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.Sysctl;
import org.flatnet.liveness.Vitals;
import org.flatnet.model.Marks;
import org.jspecify.annotations.Nullable;

/** The kernel of one network namespace, over sockets of its own. */
final class HostKernel implements Kernel {
    private static final List<TableId> TABLES = List.of(Tables.INET, Tables.BRIDGE);

    private final NetworkNamespace namespace;
    private final NamespaceWorker worker;
    private final RouteSocket routes;
    private final NftablesSocket nftables;
    private final HostEvents events;
    private final SysctlRecord sysctls;

    private HostKernel(
            NetworkNamespace namespace,
            NamespaceWorker worker,
            RouteSocket routes,
            NftablesSocket nftables,
            HostEvents events,
            SysctlRecord sysctls) {
        this.namespace = namespace;
        this.worker = worker;
        this.routes = routes;
        this.nftables = nftables;
        this.events = events;
        this.sysctls = sysctls;
    }

    /**
     * Opens the kernel of a namespace.
     *
     * @param namespace stays the caller's, and open until this is closed
     * @param sysctlRecord the file in which earlier values of settings are kept
     */
    static HostKernel open(NetworkNamespace namespace, Path sysctlRecord) throws IOException {
        SysctlRecord record = SysctlRecord.load(sysctlRecord);
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            NamespaceWorker worker = new NamespaceWorker("sysctl");
            opened.add(worker);
            RouteSocket routes = RouteSocket.open(namespace);
            opened.add(routes);
            NftablesSocket nftables = NftablesSocket.open(namespace);
            opened.add(nftables);
            HostEvents events = HostEvents.open(namespace, nftables.port());
            return new HostKernel(namespace, worker, routes, nftables, events, record);
        } catch (IOException e) {
            for (AutoCloseable one : opened.reversed()) {
                try {
                    one.close();
                } catch (Exception more) {
                    e.addSuppressed(more);
                }
            }
            throw e;
        }
    }

    // ---- reading

    @Override
    public List<KernelObject> read(Set<Kind> kinds, Set<String> sysctlKeys) throws KernelException {
        List<KernelObject> objects = new ArrayList<>();
        boolean onLinks = kinds.contains(Kind.ADDRESS)
                || kinds.contains(Kind.NEIGHBOUR)
                || kinds.contains(Kind.FORWARDING)
                || kinds.contains(Kind.ROUTE);
        if (kinds.contains(Kind.LINK) || onLinks) {
            readLinks(kinds, objects);
        }
        if (kinds.contains(Kind.SYSCTL)) {
            objects.addAll(visit(() -> readSysctls(sysctlKeys)));
        }
        Set<Kind> nftKinds = EnumSet.copyOf(kinds);
        nftKinds.removeIf(kind -> !kind.isNftables());
        if (!nftKinds.isEmpty()) {
            for (TableId table : TABLES) {
                TableContents contents = nftables.contents(table);
                if (contents != null) {
                    NftTranslation.objects(contents).stream()
                            .filter(object -> nftKinds.contains(object.kind()))
                            .forEach(objects::add);
                }
            }
        }
        return objects;
    }

    private void readLinks(Set<Kind> kinds, List<KernelObject> objects) throws KernelException {
        Map<Integer, String> names = new HashMap<>();
        Map<Integer, String> ours = new HashMap<>();
        for (Link link : routes.links()) {
            names.put(link.index(), link.name());
            LinkObject object = OwnLinks.isOfFeatures(link) ? RouteTranslation.object(link) : null;
            if (object != null) {
                ours.put(link.index(), link.name());
                addIf(kinds.contains(Kind.LINK), objects, object);
            }
        }
        events.knowLinks(names);
        if (kinds.contains(Kind.ADDRESS)) {
            for (LinkAddress address : routes.addresses()) {
                String link = ours.get(address.link());
                addIf(link != null, objects, link == null ? null : RouteTranslation.object(address, link));
            }
        }
        for (Map.Entry<Integer, String> link : ours.entrySet()) {
            if (kinds.contains(Kind.NEIGHBOUR)) {
                for (IpFamily family : IpFamily.values()) {
                    routes.neighbours(family, link.getKey())
                            .forEach(one -> addIf(true, objects, RouteTranslation.object(one, link.getValue())));
                }
            }
            if (kinds.contains(Kind.FORWARDING)) {
                routes.forwardingEntries(link.getKey())
                        .forEach(one -> addIf(true, objects, RouteTranslation.object(one, link.getValue())));
            }
        }
        if (kinds.contains(Kind.ROUTE)) {
            for (IpFamily family : IpFamily.values()) {
                RouteFilter filter =
                        RouteFilter.all(family).withTable(RouteTable.MAIN).withProtocol(Marks.ROUTE_PROTOCOL);
                for (Route route : routes.routes(filter)) {
                    addIf(true, objects, RouteTranslation.object(route, names::get));
                }
            }
        }
    }

    private static void addIf(boolean wanted, List<KernelObject> objects, @Nullable KernelObject object) {
        if (wanted && object != null) {
            objects.add(object);
        }
    }

    private static List<KernelObject> readSysctls(Set<String> keys) throws KernelException {
        List<KernelObject> objects = new ArrayList<>();
        for (String key : keys) {
            try {
                objects.add(new SysctlObject(key, Sysctl.read(key)));
            } catch (KernelException e) {
                // The settings of a link go with it.
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
        return objects;
    }

    @Override
    public List<Uplink> uplinks() throws KernelException {
        Map<Integer, List<InterfaceAddress>> addresses = new HashMap<>();
        for (LinkAddress address : routes.addresses()) {
            if (!address.address().address().isLinkLocal()) {
                addresses
                        .computeIfAbsent(address.link(), _ -> new ArrayList<>())
                        .add(address.address());
            }
        }
        // A port takes no advertisements itself: its bridge or bond does.
        List<Link> links = routes.links().stream()
                .filter(link -> OwnLinks.isForeign(link)
                        && link.isUp()
                        && !link.isLoopback()
                        && (addresses.containsKey(link.index()) || link.master() == 0))
                .toList();
        Map<String, Integer> acceptances = visit(() -> {
            Map<String, Integer> values = new HashMap<>();
            for (Link link : links) {
                values.put(link.name(), acceptRouterAdvertisements(link.name()));
            }
            return values;
        });
        List<Uplink> uplinks = new ArrayList<>();
        for (Link link : links) {
            Uplink uplink = new Uplink(
                    link.name(),
                    link.mtu(),
                    addresses.getOrDefault(link.index(), List.of()),
                    acceptances.getOrDefault(link.name(), Uplink.NO_IPV6));
            if (!uplink.addresses().isEmpty() || uplink.acceptRouterAdvertisements() > 0) {
                uplinks.add(uplink);
            }
        }
        return uplinks;
    }

    private static int acceptRouterAdvertisements(String link) throws KernelException {
        try {
            return Integer.parseInt(Sysctl.read("net/ipv6/conf/" + link + "/accept_ra"));
        } catch (NumberFormatException e) {
            return 0;
        } catch (KernelException e) {
            if (e.isNotFound()) {
                return Uplink.NO_IPV6;
            }
            throw e;
        }
    }

    // ---- changing

    @Override
    public List<Outcome> apply(List<Change> changes) throws KernelException {
        return switch (changes.getFirst().kind()) {
            case SYSCTL -> applySysctls(changes);
            case LINK -> applyLinks(changes);
            default -> applyOnLinks(changes);
        };
    }

    private List<Outcome> applyLinks(List<Change> changes) throws KernelException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Change change : changes) {
            outcomes.add(outcome(change, routes.executeAll(RouteTranslation.requests(change))));
        }
        return outcomes;
    }

    /** Of several requests the first that failed in earnest. */
    private static Outcome outcome(Change change, List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            if (outcome instanceof Outcome.Failed(KernelException cause)) {
                boolean goneAlready = change.before() != null && cause.isNotFound();
                boolean withoutIpv6 = cause.is(Errno.EAFNOSUPPORT);
                if (!goneAlready && !withoutIpv6) {
                    return outcome;
                }
            }
        }
        return new Outcome.Done();
    }

    private List<Outcome> applyOnLinks(List<Change> changes) throws KernelException {
        Map<String, Integer> indexes = new HashMap<>();
        List<Request> requests = new ArrayList<>();
        for (Change change : changes) {
            String name = RouteTranslation.linkOf(change.object());
            Integer index = indexes.get(name);
            if (index == null) {
                Link link = routes.link(name);
                index = link == null ? 0 : link.index();
                indexes.put(name, index);
            }
            if (index != 0) {
                requests.add(RouteTranslation.request(change, index));
            }
        }
        List<Outcome> sent = routes.executeAll(requests);
        List<Outcome> outcomes = new ArrayList<>();
        int next = 0;
        for (Change change : changes) {
            String name = RouteTranslation.linkOf(change.object());
            if (indexes.getOrDefault(name, 0) == 0) {
                outcomes.add(
                        change.isGone()
                                ? new Outcome.Done()
                                : new Outcome.Failed(new KernelException(
                                        "add " + change.identity(), Errno.ENODEV, "there is no link " + name)));
            } else {
                outcomes.add(withReason(change, sent.get(next++)));
            }
        }
        return outcomes;
    }

    private static Outcome withReason(Change change, Outcome outcome) {
        if (!(outcome instanceof Outcome.Failed(KernelException cause))) {
            return outcome;
        }
        if (change.isGone() && cause.isNotFound()) {
            return new Outcome.Done();
        }
        if (change.object() instanceof RouteObject route && cause.isExists()) {
            return new Outcome.Failed(new KernelException(
                    cause.operation(),
                    cause.errno(),
                    "a route that is not Flatnet's is in the way; see: ip route show " + route.destination()));
        }
        return outcome;
    }

    private List<Outcome> applySysctls(List<Change> changes) throws KernelException {
        Map<Integer, String> names = new HashMap<>();
        routes.links().forEach(link -> names.put(link.index(), link.name()));
        try {
            sysctls.know(names);
        } catch (IOException e) {
            throw new KernelException("record the names of links", Errno.EIO, e.getMessage());
        }
        return visit(() -> changes.stream().map(this::applySysctl).toList());
    }

    /** In the namespace. The earlier value is recorded before it is lost. */
    private Outcome applySysctl(Change change) {
        try {
            if (change.after() instanceof SysctlObject(String key, String value)) {
                String earlier = Sysctl.read(key);
                if (!earlier.equals(value)) {
                    if (!isOfOwnLink(key)) {
                        sysctls.note(key, earlier, value);
                    }
                    Sysctl.write(key, value);
                }
            } else if (change.before() instanceof SysctlObject before) {
                String key = before.key();
                SysctlRecord.Left left = sysctls.restore(key);
                if (left != null) {
                    return new Outcome.Failed(new KernelException("restore " + key, Errno.EBUSY, left.why()));
                }
                sysctls.remove(key);
            }
            return new Outcome.Done();
        } catch (KernelException e) {
            return new Outcome.Failed(e);
        } catch (IOException e) {
            return new Outcome.Failed(
                    new KernelException("record the earlier value of " + change.identity(), Errno.EIO, e.getMessage()));
        }
    }

    private static boolean isOfOwnLink(String key) {
        String[] words = key.split("/", -1);
        return words.length > 3 && OwnLinks.isOurs(words[3]);
    }

    @Override
    public @Nullable Refusal commit(List<Change> changes) throws KernelException {
        return switch (nftables.apply(NftTranslation.transaction(changes))) {
            case Commit.Done() -> null;
            case Commit.GenerationMoved moved ->
                throw new IllegalStateException("no generation was asked for, but " + moved);
            case Commit.Refused(List<Commit.Failure> failures) -> {
                Commit.Failure first = failures.getFirst();
                yield new Refusal(NftTranslation.index(changes, first.subject()), first.cause());
            }
        };
    }

    private <T> T visit(NetworkNamespace.Body<T> body) throws KernelException {
        try {
            return worker.call(namespace, body);
        } catch (KernelException e) {
            throw e;
        } catch (IOException e) {
            throw new KernelException("visit namespace " + namespace, Errno.EIO, e.getMessage());
        }
    }

    @Override
    public void listen(Consumer<Event> listener, Vitals vitals) throws KernelException {
        Map<Integer, String> names = new HashMap<>();
        routes.links().forEach(link -> names.put(link.index(), link.name()));
        events.knowLinks(names);
        events.listen(listener, vitals);
    }

    @Override
    public void close() {
        events.close();
        nftables.close();
        routes.close();
        worker.close();
    }
}

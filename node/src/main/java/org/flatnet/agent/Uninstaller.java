package org.flatnet.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.nftables.NftablesSocket;
import org.flatnet.kernel.nftables.Table;
import org.flatnet.kernel.nftables.TableId;
import org.flatnet.kernel.nftables.Transaction;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkDelete;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteFilter;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.model.Marks;
import org.flatnet.reconcile.SysctlRecord;
import org.flatnet.reconcile.Tables;

/** Takes away everything of ours on a node, in the network namespace of the calling thread. */
public final class Uninstaller {
    private final NodePaths paths;

    public Uninstaller(NodePaths paths) {
        this.paths = paths;
    }

    /**
     * Takes all away: the config first, so that no runtime calls what goes next; settings before routes that depend on
     * them; state last, as the earlier values of settings stand there.
     *
     * @return what is gone, and what was left alone with the reason, a line each
     * @throws IOException if an agent still runs, or the kernel refused something
     */
    public List<String> uninstall() throws IOException {
        refuseWhileAgentRuns();
        List<String> told = new ArrayList<>();
        for (Path file : Installer.uninstall(paths)) {
            told.add(file.toString());
        }
        try (NetworkNamespace namespace = NetworkNamespace.current()) {
            deleteTables(namespace, told);
            deleteRoutes(namespace, told);
            deleteLinks(namespace, told);
            if (Files.exists(paths.earlierSettings())) {
                told.add("our values of kernel settings");
                for (SysctlRecord.Left left :
                        SysctlRecord.load(paths.earlierSettings()).restoreAll(namespace)) {
                    told.add("nothing from " + left.key() + ", which " + left.why());
                }
            }
        }
        for (Path folder : List.of(paths.run(), paths.state())) {
            if (Files.exists(folder)) {
                deleteTree(folder);
                told.add(folder.toString());
            }
        }
        return told;
    }

    private void refuseWhileAgentRuns() throws IOException {
        if (Files.exists(paths.run()) && AgentLock.isHeld(paths.lock())) {
            throw new IOException("an agent serves " + paths.root() + " (it holds " + paths.lock()
                    + "): end it first, or it makes all of it again");
        }
    }

    private static void deleteTables(NetworkNamespace namespace, List<String> told) throws KernelException {
        try (NftablesSocket nftables = NftablesSocket.open(namespace)) {
            for (TableId table : tables(nftables)) {
                nftables.apply(new Transaction().delete(table)).orThrow();
                told.add("table " + table);
            }
        }
    }

    private static List<TableId> tables(NftablesSocket nftables) throws KernelException {
        return nftables.tables().stream()
                .map(Table::id)
                .filter(table -> table.name().equals(Tables.INET.name()))
                .toList();
    }

    private static void deleteRoutes(NetworkNamespace namespace, List<String> told) throws KernelException {
        try (RouteSocket socket = RouteSocket.open(namespace)) {
            for (Route route : routes(socket)) {
                socket.execute(route.delete());
                told.add("route " + route);
            }
        }
    }

    private static List<Route> routes(RouteSocket socket) throws KernelException {
        List<Route> ours = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            ours.addAll(socket.routes(RouteFilter.all(family).withProtocol(Marks.ROUTE_PROTOCOL)));
        }
        return ours;
    }

    private static void deleteLinks(NetworkNamespace namespace, List<String> told) throws KernelException {
        try (RouteSocket socket = RouteSocket.open(namespace)) {
            List<Link> links = links(socket);
            List<Outcome> outcomes = socket.executeAll(
                    links.stream().map(link -> LinkDelete.of(link.index())).toList());
            for (int i = 0; i < links.size(); i++) {
                if (outcomes.get(i) instanceof Outcome.Failed(KernelException cause) && !cause.isNotFound()) {
                    throw cause;
                }
                told.add("link " + links.get(i).name());
            }
        }
    }

    private static List<Link> links(RouteSocket socket) throws KernelException {
        return socket.links().stream()
                .filter(link -> link.alias() != null && link.alias().startsWith(Marks.ALIAS_PREFIX))
                .toList();
    }

    private static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Everything of ours that is there: nothing, after {@link #uninstall}. */
    public List<String> left() throws IOException {
        List<String> left = new ArrayList<>();
        Installer.installed(paths).forEach(file -> left.add(file.toString()));
        for (Path folder : List.of(paths.run(), paths.state())) {
            if (Files.exists(folder)) {
                left.add(folder.toString());
            }
        }
        try (NetworkNamespace namespace = NetworkNamespace.current();
                NftablesSocket nftables = NftablesSocket.open(namespace);
                RouteSocket socket = RouteSocket.open(namespace)) {
            tables(nftables).forEach(table -> left.add("table " + table));
            routes(socket).forEach(route -> left.add("route " + route));
            links(socket).forEach(link -> left.add("link " + link.name()));
        }
        return left;
    }
}

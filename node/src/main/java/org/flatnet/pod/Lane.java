package org.flatnet.pod;

import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NamespaceWorker;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.Sysctl;
import org.jspecify.annotations.Nullable;

/**
 * What one attachment at a time works with: a socket of the node's namespace, and a thread that visits pods' namespaces.
 * It belongs to one thread at a time.
 */
final class Lane implements AutoCloseable {
    private final NetworkNamespace node;
    private final RouteSocket host;
    private final NamespaceWorker worker;
    private final LinkLook look;

    private Lane(NetworkNamespace node, RouteSocket host, NamespaceWorker worker, LinkLook look) {
        this.node = node;
        this.host = host;
        this.worker = worker;
        this.look = look;
    }

    static Lane open(NetworkNamespace node, String name, LinkLook look) throws KernelException {
        NamespaceWorker worker = new NamespaceWorker(name);
        try {
            return new Lane(node, RouteSocket.open(node, worker), worker, look);
        } catch (KernelException e) {
            worker.close();
            throw e;
        }
    }

    NetworkNamespace node() {
        return node;
    }

    /** A socket of the node's namespace. */
    RouteSocket host() {
        return host;
    }

    /** A link of the node as it is now; null if there is none. */
    @Nullable
    Link look(int index) throws KernelException {
        return look.at(host, index);
    }

    /** Opens a socket in a pod. */
    RouteSocket enter(NetworkNamespace pod) throws KernelException {
        return RouteSocket.open(pod, worker);
    }

    /** Makes settings in a pod and opens a socket there, in one visit. */
    RouteSocket enter(NetworkNamespace pod, SortedMap<String, String> settings) throws IOException {
        return worker.call(pod, () -> {
            write(settings);
            return RouteSocket.openHere();
        });
    }

    /** Makes settings of the node. */
    void set(SortedMap<String, String> settings) throws IOException {
        worker.call(node, () -> {
            write(settings);
            return true;
        });
    }

    private static void write(SortedMap<String, String> settings) throws KernelException {
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            try {
                Sysctl.write(setting.getKey(), setting.getValue());
            } catch (KernelException e) {
                if (!e.isNotFound() || !isNeedlessWithoutIpv6(setting.getKey())) {
                    throw e;
                }
            }
        }
    }

    /** A link without IPv6, as all are with {@code ipv6.disable=1}, takes no advertisements and looks for no duplicates. */
    private static boolean isNeedlessWithoutIpv6(String key) {
        return key.endsWith("/accept_ra") || key.endsWith("/accept_dad");
    }

    @Override
    public void close() {
        host.close();
        worker.close();
    }
}

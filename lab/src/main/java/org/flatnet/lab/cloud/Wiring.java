package org.flatnet.lab.cloud;

import java.io.IOException;
import java.util.List;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.Sysctl;

/** Small wiring that every namespace of a lab needs. */
public final class Wiring {
    private Wiring() {}

    /** Sets a namespace's loopback link up, which adds 127.0.0.1 and ::1 to it. */
    public static void loopbackUp(NetworkNamespace namespace) throws KernelException {
        try (RouteSocket socket = RouteSocket.open(namespace)) {
            socket.execute(LinkChange.of("lo").up().request());
        }
    }

    /** Writes a namespace's kernel settings, in order. */
    static void settings(NetworkNamespace namespace, List<CloudSettings.Setting> settings) throws IOException {
        namespace.call(() -> {
            for (CloudSettings.Setting setting : settings) {
                write(setting);
            }
            return settings.size();
        });
    }

    private static void write(CloudSettings.Setting setting) throws KernelException {
        try {
            Sysctl.write(setting.key(), setting.value());
        } catch (KernelException e) {
            if (!setting.optional() || !e.isNotFound()) {
                throw e;
            }
        }
    }

    /** Sends requests in one batch; the first refusal is thrown. */
    static void all(RouteSocket socket, List<Request> requests) throws KernelException {
        for (Outcome outcome : socket.executeAll(requests)) {
            outcome.orThrow();
        }
    }

    /** A link that has just been made. */
    static Link link(RouteSocket socket, String name) throws KernelException {
        Link link = socket.link(name);
        if (link == null) {
            throw new KernelException("find link " + name, Errno.ENODEV, "it was there a moment ago");
        }
        return link;
    }
}

package org.flatnet.pod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.Sysctl;
import org.flatnet.liveness.Vitals;

/** A node in a namespace of its own, as a stock system has it, and the pods' namespaces on it. */
final class TestNode implements AutoCloseable {
    private final NetworkNamespace namespace;
    private final List<NetworkNamespace> pods = new ArrayList<>();
    private PodNetwork network;

    private TestNode(NetworkNamespace namespace, PodNetwork network) {
        this.namespace = namespace;
        this.network = network;
    }

    static TestNode create() throws IOException {
        return create(PodGuard.NONE);
    }

    static TestNode create(PodGuard guard) throws IOException {
        return create(guard, LinkLook.ALONE);
    }

    static TestNode create(PodGuard guard, LinkLook look) throws IOException {
        NetworkNamespace namespace = NetworkNamespace.create();
        namespace.call(() -> {
            for (String tables : List.of("iptables", "ip6tables", "arptables")) {
                Sysctl.write("net/bridge/bridge-nf-call-" + tables, "0");
            }
            Sysctl.write("net/ipv4/ip_forward", "1");
            Sysctl.write("net/ipv4/conf/all/send_redirects", "0");
            Sysctl.write("net/ipv6/conf/all/forwarding", "1");
            return true;
        });
        up(namespace);
        // Any link that has an address and needs no peer.
        run(namespace, "ip", "link", "add", "uplink", "type", "bridge");
        run(namespace, "ip", "address", "add", "192.0.2.10/24", "dev", "uplink");
        run(namespace, "ip", "address", "add", "2001:db8::10/64", "dev", "uplink", "nodad");
        run(namespace, "ip", "link", "set", "uplink", "up");
        return new TestNode(
                namespace,
                PodNetwork.open(namespace, "node-1", guard, 4, PodRepairs.Listener.NONE, new Vitals(), look));
    }

    private static void up(NetworkNamespace namespace) throws IOException {
        try (RouteSocket socket = RouteSocket.open(namespace)) {
            socket.execute(LinkChange.of("lo").up().request());
        }
    }

    NetworkNamespace namespace() {
        return namespace;
    }

    PodNetwork network() {
        return network;
    }

    /** As after a restart of the agent. */
    PodNetwork restart(PodGuard guard) throws IOException {
        network.close();
        return reopen(guard);
    }

    /** The same, after the network was closed. */
    PodNetwork reopen(PodGuard guard) throws IOException {
        network = PodNetwork.open(namespace, "node-1", guard, 4, PodRepairs.Listener.NONE, new Vitals());
        return network;
    }

    /** A pod's namespace as a container runtime makes it. */
    NetworkNamespace pod() throws IOException {
        NetworkNamespace pod = NetworkNamespace.create();
        synchronized (pods) {
            pods.add(pod);
        }
        up(pod);
        return pod;
    }

    /** What a program says that runs in a namespace; with {@code ip -j} the oracle of what is there. */
    static String run(NetworkNamespace namespace, String... command) throws IOException {
        List<String> whole = new ArrayList<>(List.of(
                "nsenter",
                "--net=/proc/" + ProcessHandle.current().pid() + "/fd/"
                        + namespace.descriptor().number()));
        whole.addAll(List.of(command));
        Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return output;
    }

    /** All that a namespace holds, for comparison. */
    static String everything(NetworkNamespace namespace) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String what : List.of(
                "link", "addr", "route show table all", "-6 route show table all", "neigh show nud permanent")) {
            List<String> command = new ArrayList<>(List.of("ip"));
            command.addAll(List.of(what.split(" ", -1)));
            text.append(run(namespace, command.toArray(new String[0])));
        }
        return text.toString();
    }

    @Override
    public void close() {
        network.close();
        pods.forEach(NetworkNamespace::close);
        namespace.close();
    }
}

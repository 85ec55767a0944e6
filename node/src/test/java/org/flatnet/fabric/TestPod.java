package org.flatnet.fabric;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.flatnet.guard.GuardPlan;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.model.AttachMode;
import org.flatnet.reconcile.Key;
import org.flatnet.reconcile.TestNode;

/** A pod that is routed to its node, made with {@code ip}. */
public final class TestPod implements AutoCloseable {
    static final int PORT = 8080;
    private static final int PATIENCE_MILLIS = 1500;
    private static final String GATEWAY = "fe80::1";

    final NetworkNamespace namespace;
    public final String ipv4;
    public final String ipv6;
    private final ServerSocketChannel server;

    /** @param number 1 to 9, a node's pods apart */
    public TestPod(TestNode node, int number, String ipv4, String ipv6) throws Exception {
        this.ipv4 = ipv4;
        this.ipv6 = ipv6;
        namespace = NetworkNamespace.create();
        String link = "fn00000000000" + number;
        MacAddress mac = MacAddress.parse("02:00:00:00:00:0" + number);
        TestNode.join(node.namespace, link, namespace, "eth0");
        in("ip", "link", "set", "eth0", "down");
        in("ip", "link", "set", "eth0", "address", mac.toString());
        in("ip", "link", "set", "eth0", "up");
        in("ip", "addr", "add", ipv4 + "/32", "dev", "eth0");
        in("ip", "addr", "add", ipv6 + "/128", "dev", "eth0", "nodad");
        in("ip", "addr", "replace", GuardPlan.linkLocal(mac) + "/64", "dev", "eth0", "nodad");
        node.run("ip", "addr", "replace", GATEWAY + "/64", "dev", link, "nodad");
        in("ip", "route", "add", "default", "dev", "eth0");
        in("ip", "-6", "route", "add", "default", "via", GATEWAY, "dev", "eth0");
        node.run("sysctl", "-qw", "net.ipv4.conf." + link + ".proxy_arp=1");
        node.run("ip", "route", "add", ipv4, "dev", link);
        node.run("ip", "route", "add", ipv6, "dev", link);
        node.reconciler()
                .set(
                        new Key("pod", link),
                        GuardPlan.pod(
                                AttachMode.ROUTED, link, mac, List.of(IpAddress.parse(ipv4), IpAddress.parse(ipv6))));
        server = serve(namespace);
    }

    public static ServerSocketChannel serve(NetworkNamespace where) throws IOException {
        return where.call(() -> ServerSocketChannel.open().bind(new InetSocketAddress("::", PORT)));
    }

    private void in(String... command) throws IOException {
        TestNode.run(namespace, command);
    }

    /** Connects to a server and tells the address that the server saw. */
    public String seenBy(ServerSocketChannel other, String address) throws IOException {
        try (SocketChannel client = namespace.call(SocketChannel::open)) {
            client.connect(new InetSocketAddress(InetAddress.getByName(address), PORT));
            try (SocketChannel accepted = other.accept()) {
                return ((InetSocketAddress) accepted.getRemoteAddress())
                        .getAddress()
                        .getHostAddress();
            }
        }
    }

    public ServerSocketChannel server() {
        return server;
    }

    /** Whether a connection to a server comes about, from that address of the namespace. */
    static boolean connects(NetworkNamespace from, String source, String address) throws IOException {
        try (SocketChannel client = from.call(SocketChannel::open)) {
            client.bind(new InetSocketAddress(InetAddress.getByName(source), 0));
            client.socket().connect(new InetSocketAddress(InetAddress.getByName(address), PORT), PATIENCE_MILLIS);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** Sends bytes in one packet that may not be fragmented on its way. */
    void sendWhole(String address, int payloadBytes) throws IOException {
        try (DatagramChannel client = namespace.call(DatagramChannel::open)) {
            client.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
            client.send(ByteBuffer.allocate(payloadBytes), new InetSocketAddress(InetAddress.getByName(address), PORT));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        namespace.close();
    }
}

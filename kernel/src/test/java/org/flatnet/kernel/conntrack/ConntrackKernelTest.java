package org.flatnet.kernel.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.flatnet.kernel.Program;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.NetlinkProtocol;
import org.flatnet.kernel.netlink.NetlinkSocket;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.LinkDefinition;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.Veth;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.Sysctl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real flows between two namespaces; the conntrack program must list them as the library does. */
@Tag("kernel")
class ConntrackKernelTest {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final List<AutoCloseable> open = new ArrayList<>();
    private NetworkNamespace client;
    private NetworkNamespace server;
    private ConntrackSocket conntrack;

    /** Addresses of one family: the two hosts, and one that the server's rules translate to its own. */
    private record Net(String client, String server, String service, int prefixLength) {
        static Net of(IpFamily family) {
            return family == IpFamily.IPV4
                    ? new Net("10.0.0.1", "10.0.0.2", "10.9.9.9", 24)
                    : new Net("fd00::1", "fd00::2", "fd09::9", 64);
        }
    }

    @BeforeEach
    void open() throws Exception {
        client = keep(NetworkNamespace.create());
        server = keep(NetworkNamespace.create());
        try (RouteSocket inClient = RouteSocket.open(client);
                RouteSocket inServer = RouteSocket.open(server)) {
            LinkDefinition peer = LinkDefinition.peer("eth0").inNamespace(server);
            inClient.execute(LinkDefinition.of("eth0", Veth.to(peer)).create());
            for (IpFamily family : IpFamily.values()) {
                Net net = Net.of(family);
                address(inClient, net.client + "/" + net.prefixLength);
                address(inServer, net.server + "/" + net.prefixLength);
            }
            inClient.execute(LinkChange.of("eth0").up().request());
            inServer.execute(LinkChange.of("eth0").up().request());
            for (IpFamily family : IpFamily.values()) {
                Net net = Net.of(family);
                inClient.execute(Route.via(Cidr.host(IpAddress.parse(net.service)), IpAddress.parse(net.server), 2)
                        .add());
            }
        }
        server.call(() -> {
            Sysctl.write("net/netfilter/nf_conntrack_acct", "1");
            return null;
        });
        Program.run(server, "nft", """
                table inet t {
                    chain raw {
                        type filter hook prerouting priority raw
                        udp dport 5005 ct zone set 5
                        udp dport 5008 ct original zone set 8
                    }
                    chain rawOut {
                        type filter hook output priority raw
                        udp sport 5005 ct zone set 5
                    }
                    chain nat {
                        type nat hook prerouting priority dstnat
                        ip daddr 10.9.9.9 dnat ip to 10.0.0.2
                        ip6 daddr fd09::9 dnat ip6 to fd00::2
                    }
                    chain in {
                        type filter hook input priority filter
                        ct state new udp dport 5007 ct mark set 0x80000007
                    }
                }
                """);
        conntrack = keep(ConntrackSocket.open(server));
    }

    private static void address(RouteSocket route, String text) throws KernelException {
        route.execute(
                LinkAddress.of(2, InterfaceAddress.parse(text)).withNoDad().add());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        open.add(closeable);
        return closeable;
    }

    // ---- traffic

    private DatagramSocket udp(NetworkNamespace namespace, String address, int port) throws IOException {
        DatagramSocket socket = namespace.call(() -> new DatagramSocket(new InetSocketAddress(address, port)));
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return keep(socket);
    }

    /** A question, which has arrived when this returns, and an answer if there is to be one. */
    private void ask(Net net, String destination, int port, boolean answered) throws IOException {
        DatagramSocket asking = udp(client, net.client, 0);
        DatagramSocket listening = udp(server, net.server, port);
        byte[] data = {1, 2, 3};
        asking.send(new DatagramPacket(data, data.length, InetAddress.getByName(destination), port));
        DatagramPacket question = new DatagramPacket(new byte[10], 10);
        listening.receive(question);
        if (answered) {
            listening.send(new DatagramPacket(data, data.length, question.getSocketAddress()));
            asking.receive(new DatagramPacket(new byte[10], 10));
        }
    }

    private void connect(Net net, int port) throws IOException {
        ServerSocketChannel listening =
                keep(server.call(() -> ServerSocketChannel.open().bind(new InetSocketAddress(net.server, port))));
        SocketChannel connected = keep(client.call(() -> SocketChannel.open(new InetSocketAddress(net.server, port))));
        SocketChannel accepted = keep(listening.accept());
        connected.write(ByteBuffer.wrap(new byte[] {1}));
        accepted.read(ByteBuffer.allocate(1));
    }

    private void ping(Net net) throws IOException {
        Program.run(client, "ping", "-c", "1", "-W", "10", net.server);
    }

    // ---- the oracle

    /** Flows as the program has them, without times and counts of use. */
    private String listed(IpFamily family) throws IOException {
        String name = family == IpFamily.IPV4 ? "ipv4" : "ipv6";
        return Program.run(server, "sh", "-c", "conntrack -L -f " + name + " 2>/dev/null")
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.replaceFirst("^(\\S+) +\\d+ \\d+ (?:[A-Z_0-9]+ )?", "$1 ")
                        .replaceAll("packets=\\d+ bytes=\\d+ ", "")
                        .replaceAll(" use=\\d+", "")
                        .strip())
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String text(List<Flow> flows) {
        return flows.stream().map(Flow::toString).sorted().collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @EnumSource
    void flowsAreListedAsTheProgramHasThem(IpFamily family) throws Exception {
        Net net = Net.of(family);
        ask(net, net.server, 5001, true);
        ask(net, net.server, 5002, false);
        ask(net, net.service, 5003, true);
        ask(net, net.server, 5005, true);
        ask(net, net.server, 5007, true);
        connect(net, 5006);
        ping(net);
        List<Flow> flows = udpTcpAndPing(family);
        assertThat(text(conntrack.flows(family))).isEqualTo(listed(family));
        assertThat(flows).hasSize(7);

        Flow translated = find(flows, net.service, 5003);
        assertThat(translated.reply().source()).isEqualTo(IpAddress.parse(net.server));
        assertThat(translated.status().has(FlowStatus.DESTINATION_NAT)).isTrue();
        assertThat(translated.status().has(FlowStatus.SOURCE_NAT)).isFalse();
        assertThat(find(flows, net.server, 5002).status().has(FlowStatus.SEEN_REPLY))
                .isFalse();
        assertThat(find(flows, net.server, 5005).zone()).isEqualTo(5);
        assertThat(find(flows, net.server, 5007).mark()).isEqualTo(0x80000007);
        Flow tcp = find(flows, net.server, 5006);
        assertThat(tcp.tcpState()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(tcp.protocol()).isEqualTo(IpProtocol.TCP);
        Flow answered = find(flows, net.server, 5001);
        int headers = family == IpFamily.IPV4 ? 28 : 48;
        assertThat(answered.originalCounters()).isEqualTo(new FlowCounters(1, headers + 3));
        assertThat(answered.replyCounters()).isEqualTo(new FlowCounters(1, headers + 3));
        assertThat(answered.timeoutSeconds()).isPositive();
    }

    /** Without what the hosts say to each other by themselves. */
    private List<Flow> udpTcpAndPing(IpFamily family) throws KernelException {
        return conntrack.flows(family).stream()
                .filter(flow -> !flow.original().destination().isMulticast())
                .toList();
    }

    private static Flow find(List<Flow> flows, String destination, int port) {
        return flows.stream()
                .filter(flow -> flow.original().destination().equals(IpAddress.parse(destination))
                        && flow.original().transport() instanceof Transport.Ports ports
                        && ports.destination() == port)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void aFlowIsDeletedAlone(IpFamily family) throws Exception {
        Net net = Net.of(family);
        ask(net, net.server, 5001, true);
        ask(net, net.service, 5003, true);
        ask(net, net.server, 5005, true);
        ask(net, net.server, 5008, true);
        connect(net, 5006);
        ping(net);
        List<Flow> left = new ArrayList<>(udpTcpAndPing(family));
        assertThat(left).hasSize(6);
        assertThat(find(left, net.server, 5008).original().zone()).isEqualTo(8);
        while (!left.isEmpty()) {
            Flow flow = left.removeLast();
            assertThat(conntrack.delete(flow)).isTrue();
            assertThat(conntrack.delete(flow)).isFalse();
            assertThat(text(udpTcpAndPing(family))).isEqualTo(text(left));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theKernelFiltersAsTheLibraryDoes(IpFamily family) throws Exception {
        Net net = Net.of(family);
        ask(net, net.server, 5001, true);
        ask(net, net.service, 5003, true);
        ask(net, net.server, 5007, true);
        connect(net, 5006);
        FlowFilter all = FlowFilter.all(family);
        List<FlowFilter> filters = List.of(
                all,
                all.withOriginalSource(IpAddress.parse(net.client)),
                all.withOriginalDestination(IpAddress.parse(net.service)),
                all.withReplySource(IpAddress.parse(net.server)),
                all.withReplyDestination(IpAddress.parse(net.client)),
                all.withReplyDestination(IpAddress.parse(net.service)),
                all.withProtocol(IpProtocol.TCP),
                all.withProtocol(IpProtocol.UDP).withOriginalDestination(IpAddress.parse(net.service)),
                all.withMark(new FlowMark(0x80000000, 0x80000000)),
                all.withMark(new FlowMark(0x80000000, 0x80000000)).withProtocol(IpProtocol.UDP));
        try (ConntrackSocket whole =
                ConntrackSocket.withoutKernelFilters(NetlinkSocket.open(NetlinkProtocol.NETFILTER, server))) {
            for (FlowFilter filter : filters) {
                assertThat(text(conntrack.flows(filter))).as(filter.toString()).isEqualTo(text(whole.flows(filter)));
            }
            assertThat(whole.flows(filters.get(2))).hasSize(1);
            assertThat(whole.flows(filters.get(5))).isEmpty();
            assertThat(whole.flows(filters.get(9))).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyFlowOfAnAddressIsDeletedAtWhicheverEndItIs(IpFamily family) throws Exception {
        Net net = Net.of(family);
        int port = 6000;
        for (boolean byKernel : new boolean[] {true, false}) {
            try (ConntrackSocket socket = byKernel
                    ? ConntrackSocket.open(server)
                    : ConntrackSocket.withoutKernelFilters(NetlinkSocket.open(NetlinkProtocol.NETFILTER, server))) {
                for (String address : List.of(net.client, net.server, net.service)) {
                    ask(net, net.server, port++, true);
                    ask(net, net.service, port++, true);
                    IpAddress deleted = IpAddress.parse(address);
                    List<Flow> before = conntrack.flows(family);
                    List<Flow> left =
                            before.stream().filter(flow -> !flow.has(deleted)).toList();
                    assertThat(socket.deleteFlows(deleted)).isEqualTo(before.size() - left.size());
                    assertThat(text(conntrack.flows(family))).isEqualTo(text(left));
                    assertThat(listed(family)).isEqualTo(text(left));
                    assertThat(socket.deleteFlows(deleted)).isZero();
                }
            }
        }
    }

    @Test
    void aNamespaceWithoutFlowsHasNone() throws Exception {
        try (ConntrackSocket empty = ConntrackSocket.open(client)) {
            assertThat(empty.flows(IpFamily.IPV4)).isEmpty();
            assertThat(empty.deleteFlows(IpAddress.parse("10.0.0.1"))).isZero();
        }
    }
}

package org.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.conntrack.ConntrackSocket;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.NetlinkProtocol;
import org.flatnet.kernel.netlink.NetlinkSocket;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachmentId;
import org.flatnet.reconcile.TestNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A released address whose flows the kernel does not let anyone list. */
@Tag("kernel")
class WithoutConntrackKernelTest {
    private static final IpAddress ADDRESS = IpAddress.parse("10.200.0.2");
    private static final RangeSet ONE =
            RangeSet.of(new AddressRange(Cidr.parse("10.200.0.0/24"), ADDRESS, ADDRESS, null));

    @TempDir
    private Path folder;

    /** The part of the kernel that answers a socket; that of links knows as much of flows as one without conntrack. */
    private volatile NetlinkProtocol answers = NetlinkProtocol.ROUTE;

    @Test
    void itStaysOutOfUseUntilTheyAreGone() throws Exception {
        List<IpamProblem> problems = new ArrayList<>();
        try (NetworkNamespace node = nodeWithFlow();
                Ipam ipam = Ipam.open(folder, "boot", cleaner(node), Runnable::run, 0, problems::add)) {
            ipam.serveWithoutWitness();
            ipam.lease(pod("a"), List.of(ONE), List.of());
            ipam.release(pod("a"));
            assertThat(problems)
                    .singleElement()
                    .asString()
                    .contains("cannot be deleted, so that they stay out of use for now", "EOPNOTSUPP");
            assertThatThrownBy(() -> ipam.lease(pod("b"), List.of(ONE), List.of()))
                    .isInstanceOf(AddressesExhaustedException.class);
            assertThat(flows(node)).isPositive();

            answers = NetlinkProtocol.NETFILTER;
            assertThat(ipam.lease(pod("b"), List.of(ONE), List.of()).given())
                    .extracting(given -> given.inSubnet().address())
                    .containsExactly(ADDRESS);
            assertThat(flows(node)).isZero();
        }
    }

    private FlowCleaner cleaner(NetworkNamespace node) {
        return addresses -> {
            try (ConntrackSocket flows = ConntrackSocket.over(NetlinkSocket.open(answers, node))) {
                flows.deleteFlows(addresses);
            }
        };
    }

    private static NetworkNamespace nodeWithFlow() throws IOException {
        NetworkNamespace node = NetworkNamespace.create();
        TestNode.run(node, "ip", "link", "set", "lo", "up");
        TestNode.run(node, "ip", "address", "add", ADDRESS + "/32", "dev", "lo");
        TestNode.run(
                node,
                "nft",
                "add table ip t; add chain ip t c { type filter hook output priority 0; };"
                        + " add rule ip t c ct state new counter");
        node.call(() -> {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.send(new DatagramPacket(new byte[1], 1, new InetSocketAddress(ADDRESS.toString(), 9)));
            }
            return true;
        });
        return node;
    }

    private static long flows(NetworkNamespace node) throws KernelException {
        try (ConntrackSocket conntrack = ConntrackSocket.open(node)) {
            return conntrack.flows(IpFamily.IPV4).stream()
                    .filter(flow -> flow.has(ADDRESS))
                    .count();
        }
    }

    private static AttachmentId pod(String container) {
        return new AttachmentId("flatnet", container, "eth0");
    }
}

package org.flatnet.fabric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.model.FabricMode;
import org.flatnet.reconcile.NodeSettings;
import org.flatnet.reconcile.TestNode;

/** Two nodes with a pod each, in subnets of their own with a router between, or on one bridge. */
final class TwoNodes implements AutoCloseable {
    final NetworkNamespace network;
    final TestNode node0;
    final TestNode node1;
    final TestPod pod0;
    final TestPod pod1;
    private final Path folder;

    TwoNodes(Path folder, FabricMode mode, boolean oneSubnet) throws Exception {
        this(folder, mode, oneSubnet, IpFamily.IPV4);
    }

    /** @param overlay the family of the overlay's outer packets: that of a node's first address */
    TwoNodes(Path folder, FabricMode mode, boolean oneSubnet, IpFamily overlay) throws Exception {
        this.folder = folder;
        network = NetworkNamespace.create();
        in("sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=0", "net.bridge.bridge-nf-call-ip6tables=0");
        in("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1");
        in("ip", "link", "set", "lo", "up");
        in("ip", "addr", "add", "203.0.113.10/32", "dev", "lo");
        in("ip", "link", "add", "switch", "type", "bridge");
        in("ip", "link", "set", "switch", "up");
        node0 = node("worker-0", mode, 1, oneSubnet);
        node1 = node("worker-1", mode, oneSubnet ? 1 : 2, oneSubnet);
        ClusterNode[] nodes = {clusterNode(0, 1, overlay), clusterNode(1, oneSubnet ? 1 : 2, overlay)};
        for (TestNode node : List.of(node0, node1)) {
            node.put(nodes);
            node.start();
            assertThat(node.reconciler().status().failures()).isEmpty();
        }
        pod0 = new TestPod(node0, 1, "10.200.0.2", "fd00:200::2");
        pod1 = new TestPod(node1, 1, "10.200.1.2", "fd00:200:0:1::2");
    }

    private TestNode node(String name, FabricMode mode, int subnet, boolean oneSubnet) throws Exception {
        TestNode node = new TestNode(name, folder, NodeSettings.of(mode));
        String host = name.endsWith("0") ? "20" : "21";
        TestNode.join(node.namespace, "eth0", network, name);
        if (oneSubnet) {
            in("ip", "link", "set", name, "master", "switch");
        }
        String side = oneSubnet ? "switch" : name;
        in("ip", "addr", "replace", "10.0." + subnet + ".1/24", "dev", side);
        in("ip", "addr", "replace", "fd00:" + subnet + "::1/64", "dev", side, "nodad");
        node.run("ip", "addr", "add", "10.0." + subnet + "." + host + "/24", "dev", "eth0");
        node.run("ip", "addr", "add", "fd00:" + subnet + "::" + host + "/64", "dev", "eth0", "nodad");
        node.run("ip", "route", "add", "default", "via", "10.0." + subnet + ".1");
        node.run("ip", "route", "add", "default", "via", "fd00:" + subnet + "::1");
        return node;
    }

    private static ClusterNode clusterNode(int number, int subnet, IpFamily first) {
        List<String> addresses = List.of("10.0." + subnet + ".2" + number, "fd00:" + subnet + "::2" + number);
        return TestNode.clusterNode(
                "worker-" + number,
                first == IpFamily.IPV4 ? addresses : addresses.reversed(),
                List.of("10.200." + number + ".0/24", number == 0 ? "fd00:200::/64" : "fd00:200:0:1::/64"));
    }

    private void in(String... command) throws Exception {
        TestNode.run(network, command);
    }

    @Override
    public void close() throws IOException {
        pod0.close();
        pod1.close();
        node0.close();
        node1.close();
        network.close();
    }
}

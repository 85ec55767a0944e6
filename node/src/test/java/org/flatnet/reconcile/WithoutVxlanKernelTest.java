package org.flatnet.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.fabric.FabricFeature;
import org.flatnet.guard.GuardFeature;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.route.LinkDefinition;
import org.flatnet.kernel.route.Opaque;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.liveness.Vitals;
import org.flatnet.masquerade.MasqueradeFeature;
import org.flatnet.model.FabricMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose kernel has no VXLAN. */
@Tag("kernel")
class WithoutVxlanKernelTest {
    private static final ClusterNode OWN =
            TestNode.clusterNode("worker-0", List.of("10.0.1.20"), List.of("10.200.0.0/24"));
    private static final ClusterNode NEAR =
            TestNode.clusterNode("near", List.of("10.0.1.21"), List.of("10.200.1.0/24"));
    private static final ClusterNode FAR = TestNode.clusterNode("far", List.of("10.0.9.9"), List.of("10.200.9.0/24"));
    private static final Key SELF = new Key("fabric", "worker-0");
    private static final Key TO_FAR = new Key("fabric", "far");

    @TempDir
    private Path folder;

    /** Asks for a kind of link that no kernel has wherever VXLAN is asked for, until its module is loaded. */
    private static final class KernelWithoutVxlan implements Kernel {
        private final Kernel real;
        private final RouteSocket socket;
        private volatile boolean loaded;

        KernelWithoutVxlan(Kernel real, RouteSocket socket) {
            this.real = real;
            this.socket = socket;
        }

        @Override
        public List<Outcome> apply(List<Change> changes) throws KernelException {
            if (loaded || changes.getFirst().kind() != Kind.LINK) {
                return real.apply(changes);
            }
            LinkDefinition unknown = LinkDefinition.of(FabricFeature.DEVICE, Opaque.of("none-such"));
            return socket.executeAll(Collections.nCopies(changes.size(), unknown.create()));
        }

        @Override
        public List<KernelObject> read(Set<Kind> kinds, Set<String> sysctls) throws KernelException {
            return real.read(kinds, sysctls);
        }

        @Override
        public List<Uplink> uplinks() throws KernelException {
            return real.uplinks();
        }

        @Override
        public @Nullable Refusal commit(List<Change> changes) throws KernelException {
            return real.commit(changes);
        }

        @Override
        public void listen(Consumer<Event> listener, Vitals vitals) throws KernelException {
            real.listen(listener, vitals);
        }

        @Override
        public void close() {
            real.close();
            socket.close();
        }
    }

    @Test
    void peersInTheSubnetAreServedAndTheOthersOnceTheModuleIsThere() throws Exception {
        Self self = new Self("worker-0", NodeSettings.of(FabricMode.CROSS_SUBNET), List.of(), Set.of());
        try (TestNode node = new TestNode("worker-0", folder, self.settings())) {
            node.run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "wire");
            node.run("ip", "link", "set", "wire", "up");
            node.run("ip", "link", "set", "eth0", "up");
            node.run("ip", "address", "add", "10.0.1.20/24", "dev", "eth0");
            KernelWithoutVxlan kernel = new KernelWithoutVxlan(
                    HostKernel.open(node.namespace, folder.resolve("sysctls")), RouteSocket.open(node.namespace));
            try (Reconciler reconciler = new Reconciler(
                    kernel,
                    List.of(new FabricFeature(), new MasqueradeFeature(), new GuardFeature()),
                    self,
                    Observer.SILENT,
                    new Vitals(),
                    Clock.systemUTC())) {
                reconciler.start();
                reconciler.submit(
                        ClusterChange.between(Cluster.EMPTY, Cluster.EMPTY.with(List.of(OWN, NEAR, FAR), List.of())));
                reconciler.settle();
                assertThat(reconciler.status().failures()).containsOnlyKeys(SELF, TO_FAR);
                assertThat(String.valueOf(reconciler.status().failures().get(SELF)))
                        .contains("EOPNOTSUPP");
                assertThat(node.run("ip", "route", "show", "proto", "70"))
                        .isEqualToIgnoringWhitespace("10.200.1.0/24 via 10.0.1.21 dev eth0 ");
                assertThat(node.run("sysctl", "-n", "net.ipv4.ip_forward")).isEqualTo("1\n");

                kernel.loaded = true;
                reconciler.resync();
                reconciler.settle();
                assertThat(reconciler.status().failures()).isEmpty();
                assertThat(node.run("ip", "route", "show", "proto", "70"))
                        .contains("10.200.9.0/24 via 10.200.9.0 dev flatnet-vxlan");
            }
        }
    }
}

package org.flatnet.agent;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Vitals;
import org.flatnet.pod.PodGuard;
import org.flatnet.pod.PodLink;
import org.flatnet.pod.PodNetwork;
import org.flatnet.pod.PodRepairs;
import org.flatnet.reconcile.Desired;
import org.flatnet.reconcile.Key;
import org.flatnet.reconcile.Preview;
import org.flatnet.reconcile.Self;
import org.flatnet.source.ManifestFolder;
import org.flatnet.source.Source;
import org.flatnet.source.SourceProblem;

/** What an agent with these settings would change on this node, if it started now. Changes nothing. */
public final class AgentPlan {
    private static final int READ_SECONDS = 10;

    private AgentPlan() {}

    public static Preview of(AgentConfig config) throws IOException, InterruptedException {
        NodePaths paths = new NodePaths(config.root());
        Cluster cluster = read(config);
        try (NetworkNamespace namespace = NetworkNamespace.current();
                PodNetwork pods = PodNetwork.open(
                        namespace, config.node(), PodGuard.NONE, 1, PodRepairs.Listener.NONE, new Vitals())) {
            Map<Key, Desired> attachments = new HashMap<>();
            List<PodLink> links = pods.links();
            Map<IpAddress, InterfaceAddress> masqueraded = Agent.masqueraded(namespace);
            links.forEach(link -> ReconcilerGuard.plan(link, masqueraded)
                    .ifPresent(plan -> attachments.put(ReconcilerGuard.key(link.hostLink()), plan)));
            ClusterNode own = cluster.node(config.node());
            Set<Cidr> held = NodeRanges.load(paths.ranges())
                    .heldBeside(
                            links.stream()
                                    .flatMap(link -> NodeRanges.Holding.of(link).stream())
                                    .toList(),
                            own == null ? List.of() : own.podCidrs());
            Self self = new Self(config.node(), Agent.settings(config), List.of(), held);
            return Preview.of(namespace, paths.earlierSettings(), Agent.features(), cluster, self, attachments);
        }
    }

    private static Cluster read(AgentConfig config) throws IOException, InterruptedException {
        if (config.manifests() == null) {
            throw new IOException("--kubeconfig is not served yet: expected --manifests, a folder of Node manifests");
        }
        CompletableFuture<Cluster> first = new CompletableFuture<>();
        try (Source source = new ManifestFolder(config.manifests(), Cluster.EMPTY)) {
            source.start(
                    new Source.Listener() {
                        @Override
                        public void changed(ClusterChange change) {
                            first.complete(change.after());
                        }

                        @Override
                        public void problems(List<SourceProblem> problems) {
                            // the agent's own start tells of them
                        }
                    },
                    new Vitals());
            return first.get(READ_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(
                    "the manifests in " + config.manifests() + " could not be read: expected a folder that is there",
                    e);
        }
    }
}

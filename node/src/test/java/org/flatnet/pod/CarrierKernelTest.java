package org.flatnet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.OperationalState;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.model.AttachMode;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pods on a kernel that acts on a carrier in its own time, whoever looks at the link: those before Linux 6.8. */
@Tag("kernel")
class CarrierKernelTest {
    private static final AttachmentId A = new AttachmentId("flatnet", "a", "eth0");

    /** Lists all links, as which no kernel acts on a carrier, and counts when a link does not pass packets yet. */
    private static final class LookThroughAll implements LinkLook {
        private final AtomicInteger early = new AtomicInteger();

        @Override
        public @Nullable Link at(RouteSocket host, int index) throws KernelException {
            for (Link link : host.links()) {
                if (link.index() == index) {
                    if (link.operationalState() != OperationalState.UP) {
                        early.incrementAndGet();
                    }
                    return link;
                }
            }
            return null;
        }
    }

    /** When the kernel acts is its own affair: pods are attached until one had to be waited for. */
    @ParameterizedTest
    @EnumSource(AttachMode.class)
    void aPodIsAttachedOnceTheKernelSaysThatItsLinkPasses(AttachMode mode) throws Exception {
        LookThroughAll look = new LookThroughAll();
        AttachRequest request = new AttachRequest(
                A,
                Shape.of(mode),
                List.of(new PodAddress(InterfaceAddress.parse("10.200.0.7/24"), IpAddress.parse("10.200.0.1"))),
                List.of(),
                1400,
                null);
        try (TestNode node = TestNode.create(PodGuard.NONE, look)) {
            Waiting.until("a pod whose link was looked at too early", () -> {
                NetworkNamespace pod = node.pod();
                node.network().attach(request, pod);
                Traffic.udp(node.namespace(), pod, IpAddress.parse("10.200.0.7"));
                assertThat(node.network().check(request, pod)).isEmpty();
                node.network().detach(A);
                return look.early.get() > 0;
            });
        }
    }
}

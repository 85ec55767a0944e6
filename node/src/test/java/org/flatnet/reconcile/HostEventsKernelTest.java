package org.flatnet.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.liveness.Vitals;
import org.flatnet.pod.Waiting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The threads that hear the kernel, kept from getting on by whom they tell. */
@Tag("kernel")
class HostEventsKernelTest {
    @Test
    void aListenerThatIsStuckIsToldOfUntilItGetsOn() throws Exception {
        AtomicLong nanoTime = new AtomicLong();
        Vitals vitals = new Vitals(nanoTime::get);
        CountDownLatch go = new CountDownLatch(1);
        try (NetworkNamespace namespace = NetworkNamespace.create();
                HostEvents events = HostEvents.open(namespace, 0)) {
            events.listen(_ -> await(go), vitals);
            try {
                assertThat(vitals.trouble()).isNull();
                TestNode.run(namespace, "ip", "link", "add", "other", "type", "bridge");
                Waiting.until("the listener to be missed", () -> {
                    nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(200));
                    return vitals.trouble() != null;
                });
                assertThat(vitals.trouble()).startsWith("the thread route-events is stuck: at one turn for ");
            } finally {
                go.countDown();
            }
            Waiting.until("the listener to wait again", () -> vitals.trouble() == null);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

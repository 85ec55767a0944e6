package org.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.flatnet.model.AttachmentId;
import org.junit.jupiter.api.Test;

/** Calls for one attachment wait for each other, in order; those for others do not; those for all run alone. */
class AttachmentLocksTest {
    private static final AttachmentId A = new AttachmentId("net", "a", "eth0");
    private static final AttachmentId B = new AttachmentId("net", "b", "eth0");

    @Test
    void theSameAttachmentWaitsAndAnotherDoesNot() throws Exception {
        AttachmentLocks locks = new AttachmentLocks(60_000);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Thread waiting;
        try (AttachmentLocks.Held _ = locks.attachment(A)) {
            waiting = Thread.ofPlatform().start(() -> {
                try (AttachmentLocks.Held _ = locks.attachment(A)) {
                    order.add("second");
                } catch (CniException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (waiting.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            try (AttachmentLocks.Held _ = locks.attachment(B)) {
                order.add("other");
            }
            order.add("first");
        }
        waiting.join();
        assertThat(order).containsExactly("other", "first", "second");
        assertThat(locks.busy()).isZero();
    }

    @Test
    void theNetworkDoesNotTellAttachmentsApart() throws Exception {
        AttachmentLocks locks = new AttachmentLocks(1);
        try (ExecutorService other = Executors.newSingleThreadExecutor();
                AttachmentLocks.Held _ = locks.attachment(A)) {
            Future<?> refused = other.submit(() -> {
                assertThatExceptionOfType(CniException.class)
                        .isThrownBy(() -> locks.attachment(new AttachmentId("other", "a", "eth0")))
                        .withMessageContaining("another call for eth0 of a on other")
                        .satisfies(e -> assertThat(e.code()).isEqualTo(CniCode.TRY_AGAIN_LATER));
                locks.attachment(new AttachmentId("net", "a", "net1")).close();
                return null;
            });
            refused.get();
            assertThat(locks.busy()).isOne();
        }
        assertThat(locks.busy()).isZero();
    }

    @Test
    void everythingIsAlone() throws Exception {
        AttachmentLocks locks = new AttachmentLocks(1);
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            try (AttachmentLocks.Held _ = locks.attachment(A)) {
                other.submit(() ->
                                assertThatExceptionOfType(CniException.class).isThrownBy(() -> locks.everything("net")))
                        .get();
            }
            try (AttachmentLocks.Held _ = locks.everything("net")) {
                other.submit(() -> assertThatExceptionOfType(CniException.class).isThrownBy(() -> locks.attachment(A)))
                        .get();
            }
            other.submit(() -> {
                        locks.attachment(A).close();
                        return null;
                    })
                    .get();
        }
        assertThat(locks.busy()).isZero();
    }

    @Test
    void manyCallsOfManyAttachmentsNeverMeet() throws Exception {
        AttachmentLocks locks = new AttachmentLocks(60_000);
        AtomicInteger[] inside = {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Boolean>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                int seed = i;
                results.add(threads.submit(() -> {
                    start.await();
                    boolean alone = true;
                    for (int n = 0; n < 500; n++) {
                        int which = (seed + n) % inside.length;
                        try (AttachmentLocks.Held _ = locks.attachment(new AttachmentId("net", "c" + which, "eth0"))) {
                            alone &= inside[which].incrementAndGet() == 1;
                            inside[which].decrementAndGet();
                        }
                    }
                    return alone;
                }));
            }
            start.countDown();
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        }
        assertThat(locks.busy()).isZero();
    }
}

package org.flatnet.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.flatnet.cluster.Cluster;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.kernel.nftables.Element;
import org.flatnet.kernel.nftables.ElementKey;
import org.flatnet.kernel.nftables.FieldType;
import org.flatnet.kernel.nftables.NftSet;
import org.flatnet.kernel.nftables.Value;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.liveness.Vitals;
import org.flatnet.model.FabricMode;
import org.flatnet.pod.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop, on a kernel that is a map. */
class ReconcilerTest {
    private static final NftSet PORTS = NftSet.of(Tables.INET.set("ports"), FieldType.INET_SERVICE);

    /** A key is a node's name, which ends in the number that it wants in the set. */
    private static final Feature<String> NUMBERS = new Feature<>() {
        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public Set<String> constants(Self self) {
            return Set.of("set");
        }

        @Override
        public Set<String> dirty(ClusterChange change, Self self) {
            return change.nodes();
        }

        @Override
        public Desired plan(Cluster cluster, Self self, String key) {
            if (key.equals("set")) {
                return Desired.of(List.of(Tables.object(Tables.INET), new SetObject(PORTS)));
            }
            return cluster.node(key) == null
                    ? Desired.NOTHING
                    : Desired.of(List.of(element(Integer.parseInt(key.substring("n".length())))));
        }
    };

    private static ElementObject element(int number) {
        return ElementObject.of(PORTS.id(), Element.of(Value.ofShort(number)));
    }

    private final FakeKernel kernel = new FakeKernel();
    private final AtomicLong nanoTime = new AtomicLong();
    private final Vitals vitals = new Vitals(nanoTime::get);
    private final BlockingQueue<Key> recovered = new LinkedBlockingQueue<>();
    private final Observer observer = new Observer() {
        @Override
        public void recovered(Key key) {
            recovered.add(key);
        }
    };
    private Reconciler reconciler = make();
    private Cluster cluster = Cluster.EMPTY;

    private Reconciler make() {
        Self self = new Self("worker-0", NodeSettings.of(FabricMode.NATIVE), List.of(), Set.of());
        return new Reconciler(kernel, List.of(NUMBERS), self, observer, vitals, Clock.systemUTC());
    }

    @BeforeEach
    void start() throws KernelException {
        reconciler.start();
    }

    @AfterEach
    void close() {
        reconciler.close();
    }

    private void want(int... numbers) throws InterruptedException {
        Cluster after = Cluster.EMPTY;
        for (int number : numbers) {
            after = after.with(new ClusterNode("n" + number, "", List.of(), List.of(), Map.of()));
        }
        reconciler.submit(ClusterChange.between(cluster, after));
        cluster = after;
        reconciler.settle();
    }

    private Set<Integer> numbers() {
        Set<Integer> numbers = new TreeSet<>();
        for (KernelObject object : kernel.state.values()) {
            if (object instanceof ElementObject element
                    && element.element().key() instanceof ElementKey.Single(Value value)) {
                numbers.add((int) value.number());
            }
        }
        return numbers;
    }

    @Test
    void nothingIsDoneBeforeThereIsAPicture() throws Exception {
        kernel.state.put(element(9).identity(), element(9));
        reconciler.resync();
        reconciler.settle();
        assertThat(kernel.sent).isZero();
        assertThat(reconciler.status().adopted()).isFalse();
    }

    @Test
    void oneRefusedKeyDoesNotHinderTheOthersAndIsTriedAgain() throws Exception {
        kernel.refused.add(element(2).identity());
        want(1, 2, 3);
        assertThat(numbers()).containsExactly(1, 3);
        assertThat(reconciler.status().failures()).containsOnlyKeys(new Key("numbers", "n2"));
        synchronized (kernel) {
            kernel.refused.clear();
        }
        assertThat(recovered.take()).isEqualTo(new Key("numbers", "n2"));
        reconciler.settle();
        assertThat(numbers()).containsExactly(1, 2, 3);
        assertThat(reconciler.status().failures()).isEmpty();
    }

    @Test
    void aFailedKeyThatIsNoLongerWantedIsForgotten() throws Exception {
        kernel.refused.add(element(2).identity());
        want(1, 2);
        want(1);
        assertThat(reconciler.status().failures()).isEmpty();
        assertThat(numbers()).containsExactly(1);
    }

    @Test
    void whatIsThereIsAdoptedAndTheRestTakenAway() throws Exception {
        for (KernelObject object : List.of(Tables.object(Tables.INET), new SetObject(PORTS), element(1), element(2))) {
            kernel.state.put(object.identity(), object);
        }
        want(1, 3);
        assertThat(numbers()).containsExactly(1, 3);
        assertThat(reconciler.status().changes()).isEqualTo(2);
    }

    @Test
    void anEventThatSaysNothingNewReadsNothing() throws Exception {
        want(1);
        int reads = kernel.reads;
        kernel.listener.accept(new Kernel.Event.Seen(element(1).identity(), element(1)));
        kernel.listener.accept(new Kernel.Event.Seen(element(5).identity(), null));
        reconciler.settle();
        assertThat(kernel.reads).isEqualTo(reads);
        synchronized (kernel) {
            kernel.state.remove(element(1).identity());
        }
        kernel.listener.accept(new Kernel.Event.Seen(element(1).identity(), null));
        reconciler.settle();
        assertThat(numbers()).containsExactly(1);
        assertThat(reconciler.status().drift()).isEqualTo(Map.of(Kind.ELEMENT, 1L));
    }

    @Test
    void aLateEventOfOwnDoingIsNoDrift() throws Exception {
        want(1);
        want();
        kernel.listener.accept(new Kernel.Event.Seen(element(1).identity(), element(1)));
        reconciler.settle();
        assertThat(reconciler.status().drift()).isEmpty();
    }

    @Test
    void lostEventsAreMadeUpForByAList() throws Exception {
        want(1);
        synchronized (kernel) {
            kernel.state.clear();
        }
        kernel.listener.accept(new Kernel.Event.Lost());
        reconciler.settle();
        assertThat(numbers()).containsExactly(1);
        assertThat(reconciler.status().drift().keySet()).containsExactlyInAnyOrder(Kind.TABLE, Kind.SET, Kind.ELEMENT);
    }

    @Test
    void anAttachmentThatIsRefusedLeavesNothing() throws Exception {
        want(1);
        Key key = new Key("pod", "a");
        kernel.refused.add(element(7).identity());
        Desired both = Desired.of(List.of(element(6), element(7)));
        assertThatThrownBy(() -> reconciler.set(key, both)).isInstanceOf(KernelException.class);
        assertThat(numbers()).containsExactly(1);
        kernel.refused.clear();
        reconciler.set(key, both);
        assertThat(numbers()).containsExactly(1, 6, 7);
        reconciler.remove(List.of(key));
        assertThat(numbers()).containsExactly(1);
    }

    @Test
    void thousandsGoInBoundedTransactions() throws Exception {
        int[] many = IntStream.range(0, 5000).toArray();
        want(many);
        assertThat(numbers()).hasSize(5000);
        assertThat(kernel.largestTransaction).isLessThanOrEqualTo(800);
        int sent = kernel.sent;
        want(Arrays.copyOf(many, 4999));
        assertThat(kernel.sent).as("one change sends one message").isEqualTo(sent + 1);
    }

    @Test
    void aLoopThatIsStuckIsToldOfUntilItGetsOn() throws Exception {
        want(1);
        assertThat(vitals.trouble()).isNull();
        synchronized (kernel) {
            reconciler.resync();
            Waiting.until("the loop to be missed", () -> {
                nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(200));
                return vitals.trouble() != null;
            });
            assertThat(vitals.trouble()).startsWith("the thread reconcile-worker-0 is stuck: at one turn for ");
        }
        reconciler.settle();
        Waiting.until("the loop to wait again", () -> vitals.trouble() == null);
    }
}

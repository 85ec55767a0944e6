package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.lab.check.PodView;
import org.flatnet.lab.cni.Attachment;
import org.flatnet.lab.cni.Libcni;
import org.flatnet.lab.cni.NetworkList;
import org.flatnet.lab.run.Lab.AgentVerb;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Agents that are ended, politely or not, while everybody goes on. */
@Tag("lab")
class RestartKernelTest {
    private static final String NODE = "worker-0";
    private static final int CALLERS = 20;
    private static final int PODS_A_CALLER = 10;
    private static final int KILLS = 4;
    private static final int RESTARTS = 20;

    /** A packet that is lost is sent again after 200 ms at the earliest; two in a row after 600. */
    private static final long STALLED_MICROS = 1_000_000;

    @Test
    void statusNeverFailsThroughTwentyRestarts() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec);
                ExecutorService asker = Executors.newSingleThreadExecutor()) {
            Libcni runtime = lab.runtime(lab.node(NODE));
            NetworkList network = lab.network(lab.node(NODE));
            AtomicBoolean done = new AtomicBoolean();
            AtomicInteger asked = new AtomicInteger();
            Future<?> asking = asker.submit(() -> {
                while (!done.get()) {
                    runtime.status(network);
                    asked.incrementAndGet();
                }
                return null;
            });
            try {
                for (int i = 0; i < RESTARTS; i++) {
                    lab.lab().agent(i % 2 == 0 ? AgentVerb.STOP : AgentVerb.KILL, NODE);
                    lab.lab().agent(AgentVerb.START, NODE);
                    // a question that waits must meet an agent between two restarts, not slip past all of them
                    int before = asked.get();
                    TestLab.await("STATUS has been answered", () -> asking.isDone() || asked.get() > before);
                }
            } finally {
                done.set(true);
            }
            asking.get();
            assertThat(asked).hasValueGreaterThan(RESTARTS);
        }
    }

    @Test
    void killsAmidTwoHundredCallsLoseNothing() throws Exception {
        try (TestLab lab = TestLab.up(spec -> spec);
                ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
                Watched watched = Watched.between(lab, "pod-0-0", "pod-1-0")) {
            String links = lab.run(NODE, "ip", "-br", "link");
            String elements = lab.run(NODE, "nft", "--stateless", "list", "ruleset");
            Storm storm = new Storm(lab);
            List<Future<?>> calls = IntStream.range(0, CALLERS)
                    .<Future<?>>mapToObj(caller -> callers.submit(() -> storm.call(caller)))
                    .toList();
            for (int kill = 1; kill <= KILLS; kill++) {
                storm.awaitCalls(kill * CALLERS * PODS_A_CALLER / (KILLS + 1));
                lab.lab().agent(AgentVerb.KILL, NODE);
                lab.lab().agent(AgentVerb.START, NODE);
            }
            for (Future<?> call : calls) {
                call.get();
            }
            assertThat(storm.twice).as("addresses in two hands").isEmpty();
            assertThat(storm.added).hasValueGreaterThan(CALLERS);
            storm.deleteAllAgain();
            assertThat(lab.run(NODE, "ip", "-br", "link")).isEqualTo(links);
            TestLab.await(
                    "no rule and no lease of the storm is left",
                    () -> lab.run(NODE, "nft", "--stateless", "list", "ruleset").equals(elements));
            assertThat(lab.flatnet(NODE, "status", "--json").output()).doesNotContain(Storm.PREFIX);
            assertThat(watched.longestMicros()).isLessThan(STALLED_MICROS);
            lab.passesEveryCheck();
        }
    }

    /** A connection between two pods that is used all the time. */
    private record Watched(Process process) implements AutoCloseable {
        private static final Pattern LONGEST = Pattern.compile("the longest took (\\d+) µs");
        private static final String MILLIS = "25000";

        static Watched between(TestLab lab, String from, String to) throws IOException {
            String address = lab.lab().view().pods().stream()
                    .filter(pod -> pod.view().name().equals(to))
                    .map(pod -> pod.view().addresses().getFirst().toString())
                    .findFirst()
                    .orElseThrow();
            List<String> words = List.of("stream", address, Integer.toString(PodView.APP_PORT), MILLIS);
            return new Watched(new ProcessBuilder(lab.program().command(lab.namespace(from), false, words))
                    .redirectErrorStream(true)
                    .start());
        }

        /** Waits for its end; the longest that an answer took. */
        long longestMicros() throws IOException {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher longest = LONGEST.matcher(said);
            assertThat(longest.find()).as(said).isTrue();
            return Long.parseLong(longest.group(1));
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** Attaches and detaches pods as runtimes do: whatever fails is deleted, until that succeeds. */
    private static final class Storm {
        static final String PREFIX = "storm";

        private final TestLab lab;
        private final Libcni runtime;
        private final NetworkList network;
        private final Map<String, String> holders = new ConcurrentHashMap<>();
        private final Collection<String> twice = new ConcurrentLinkedQueue<>();
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger added = new AtomicInteger();

        Storm(TestLab lab) throws IOException {
            this.lab = lab;
            runtime = lab.runtime(lab.node(NODE));
            network = lab.network(lab.node(NODE));
        }

        private Void call(int caller) throws IOException {
            Path pod = lab.namespace(PREFIX + caller);
            NetworkNamespace.createNamed(pod).close();
            try {
                for (int i = 0; i < PODS_A_CALLER; i++) {
                    begun.incrementAndGet();
                    attachAndDetach(Attachment.of(id(caller, i), pod));
                }
            } finally {
                NetworkNamespace.removeNamed(pod);
            }
            return null;
        }

        private static String id(int caller, int number) {
            return PREFIX + caller + "-" + number;
        }

        private void attachAndDetach(Attachment attachment) throws IOException {
            List<String> held = new ArrayList<>();
            try {
                JsonNode result = runtime.add(network, attachment);
                added.incrementAndGet();
                result.path("ips").forEach(ip -> held.add(ip.path("address").asString("")));
                for (String address : held) {
                    String other = holders.put(address, attachment.containerId());
                    if (other != null) {
                        twice.add(address + ": " + other + " and " + attachment.containerId());
                    }
                }
            } catch (IOException e) {
                // the agent was killed amid it; the runtime deletes
            }
            held.forEach(holders::remove);
            delete(attachment);
        }

        private void delete(Attachment attachment) throws IOException {
            for (int attempt = 0; ; attempt++) {
                try {
                    runtime.delete(network, attachment);
                    return;
                } catch (IOException e) {
                    if (attempt > KILLS) {
                        throw e;
                    }
                }
            }
        }

        void awaitCalls(int count) throws IOException {
            TestLab.await(count + " calls have begun", () -> begun.get() >= count);
        }

        void deleteAllAgain() throws IOException {
            for (int caller = 0; caller < CALLERS; caller++) {
                delete(Attachment.of(id(caller, 0), null));
            }
        }
    }
}

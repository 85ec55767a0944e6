package org.flatnet.lab.check;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Predicate;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.lab.cloud.SourceCheckRules;
import org.flatnet.lab.cloud.SourceCheckRules.Drops;
import org.flatnet.lab.plan.SourceCheck;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.process.Answer;
import org.flatnet.lab.process.PodProgram;
import org.flatnet.lab.process.Prober;

/** Tries everything with real packets: a client process in each place, some of its questions at a time. */
public final class TrialRunner {
    /** Few enough that the times measured are the network's; enough that answers that never come cost little. */
    private static final int AT_ONCE = 4;

    /** Long for a network, short for a person who waits for one that does not work. */
    private static final int TIMEOUT_MILLIS = 2000;

    private final PodProgram program;
    private final Function<String, Path> namespace;
    private final Topology topology;

    /** @param namespace the file of a place's network namespace, by the place's name */
    public TrialRunner(PodProgram program, Function<String, Path> namespace, Topology topology) {
        this.program = program;
        this.namespace = namespace;
        this.topology = topology;
    }

    /** What came of each trial, in order; where a check of the cloud's made one fail, that is said. */
    public List<Check> run(List<PodView> pods) throws IOException {
        List<Trial> trials = TrialPlan.of(topology, pods);
        List<SourceCheck> places = topology.sourceChecks();
        try (NetworkNamespace vpc = NetworkNamespace.open(namespace.apply(Topology.VPC))) {
            Map<String, Drops> before = SourceCheckRules.drops(vpc, places);
            List<Check> checks = ask(trials);
            Map<String, Drops> dropped = SourceCheckRules.between(before, SourceCheckRules.drops(vpc, places));
            SourceCheckCause cause = new SourceCheckCause(topology, pods, dropped);
            return checks.stream().map(cause::explain).toList();
        }
    }

    private List<Check> ask(List<Trial> trials) throws IOException {
        Map<String, Prober> probers = new HashMap<>();
        try {
            for (Trial trial : trials) {
                if (!probers.containsKey(trial.place())) {
                    probers.put(trial.place(), program.prober(namespace.apply(trial.place())));
                }
            }
            // Forged packets come last: in a network that lets them in they disturb the others.
            Map<Trial, Check> checks = new HashMap<>();
            ask(trials, trial -> trial.kind() != CheckKind.ISOLATION, probers, checks);
            ask(trials, trial -> trial.kind() == CheckKind.ISOLATION, probers, checks);
            return trials.stream().map(checks::get).map(Objects::requireNonNull).toList();
        } finally {
            probers.values().forEach(Prober::close);
        }
    }

    private static void ask(
            List<Trial> trials, Predicate<Trial> wanted, Map<String, Prober> probers, Map<Trial, Check> checks)
            throws IOException {
        Semaphore free = new Semaphore(AT_ONCE);
        Map<Trial, CompletableFuture<Check>> answers = new HashMap<>();
        for (Trial trial : trials.stream().filter(wanted).toList()) {
            Prober prober = Objects.requireNonNull(probers.get(trial.place()));
            try {
                free.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while checking");
            }
            CompletableFuture<Answer> answer = prober.ask(trial.question() + " --timeout-millis " + TIMEOUT_MILLIS);
            answers.put(trial, answer.whenComplete((_, _) -> free.release()).thenApply(trial::judge));
        }
        answers.forEach((trial, check) -> checks.put(trial, check.join()));
    }
}

package org.flatnet.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.flatnet.kernel.sys.ThisProcess;
import org.flatnet.lab.check.PodView;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.report.LabJson;
import org.flatnet.lab.report.LabView;
import org.flatnet.lab.report.Paint;
import org.flatnet.lab.report.StoryLine;
import org.flatnet.lab.report.TextReport;
import org.flatnet.lab.run.Lab;
import org.flatnet.lab.run.Lab.AgentVerb;
import org.flatnet.lab.run.NodeSoftware;
import org.flatnet.lab.state.LabHome;

/**
 * The lab's commands. Each prints what it has to say and gives the exit status: 0 where all went well, 1 where a check
 * failed. What cannot be done is an {@link IOException} whose message says what and how to cure it; a wish that makes no
 * sense is an {@link IllegalArgumentException}.
 */
public final class Labs {
    private static final int OK = 0;
    private static final int FAILED = 1;

    private final LabHome home;
    private final NodeSoftware software;
    private final PrintStream output;
    private final PrintStream progress;
    private final Paint paint;

    /**
     * @param output where reports go, in UTF-8
     * @param progress where it is told what takes long, and what did not go as it should
     */
    public Labs(LabHome home, NodeSoftware software, PrintStream output, PrintStream progress, Paint paint) {
        this.home = home;
        this.software = software;
        this.output = output;
        this.progress = progress;
        this.paint = paint;
    }

    /** Up, check, report, down: the whole. With {@code keep} it stays up. */
    public int whole(LabSpec spec, boolean json, boolean keep) throws IOException {
        record Whole(List<StoryLine> story, LabView view) {}
        long begin = System.nanoTime();
        try (ProgressLines lines = new ProgressLines(progress);
                Interruptible interruptible = new Interruptible()) {
            Lab lab = new Lab(home, software, Topology.of(spec), lines);
            lab.claim();
            Whole whole = orDown(lab, keep, interruptible, () -> new Whole(lab.up(), lab.check()));
            if (!keep) {
                lab.down(progress::println);
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            lines.finish();
            output.println(
                    json ? LabJson.render(whole.view()) : TextReport.whole(whole.view(), whole.story(), millis, paint));
            return status(whole.view());
        }
    }

    /** Does the work; where that fails or is interrupted the lab is taken down, unless it is to be kept for a look. */
    private <T> T orDown(Lab lab, boolean keep, Interruptible interruptible, Interruptible.Work<T> work)
            throws IOException {
        try {
            return interruptible.run(work);
        } catch (IOException | RuntimeException e) {
            if (!keep) {
                downAfter(lab, e);
            }
            if (interruptible.isTold()) {
                progress.println("flatnet: interrupted; the lab is "
                        + (keep ? "left as it is, for `./flatnet lab down` to take it down" : "taken down again"));
            }
            throw e;
        }
    }

    private static void downAfter(Lab lab, Exception cause) {
        try {
            lab.down(_ -> {});
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    /** Brings a lab up, to stay. Where that fails it is taken down again, unless it is to be kept for a look. */
    public int up(LabSpec spec, boolean json, boolean keep) throws IOException {
        try (ProgressLines lines = new ProgressLines(progress);
                Interruptible interruptible = new Interruptible()) {
            Lab lab = new Lab(home, software, Topology.of(spec), lines);
            lab.claim();
            List<StoryLine> story = orDown(lab, keep, interruptible, lab::up);
            LabView view = lab.view();
            lines.finish();
            output.println(json ? LabJson.render(view) : TextReport.up(view, story, paint));
            return OK;
        }
    }

    /** Tries everything in a lab that is up. */
    public int check(String name, boolean json) throws IOException {
        long begin = System.nanoTime();
        try (ProgressLines lines = new ProgressLines(progress)) {
            LabView view = Lab.existing(home, software, name, lines).check();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            lines.finish();
            output.println(json ? LabJson.render(view) : TextReport.check(view, millis, paint));
            return status(view);
        }
    }

    private static int status(LabView view) {
        return view.failed() == 0 && view.allReady() ? OK : FAILED;
    }

    /** Tells what a lab is. */
    public int status(String name, boolean json) throws IOException {
        try (ProgressLines lines = new ProgressLines(progress)) {
            LabView view = Lab.existing(home, software, name, lines).view();
            lines.finish();
            output.println(json ? LabJson.render(view) : TextReport.status(view, paint));
            return OK;
        }
    }

    /** Takes a lab down, also what a killed one left. There being none is no error. */
    public int down(String name) throws IOException {
        try (ProgressLines lines = new ProgressLines(progress)) {
            Lab.leftover(home, software, name, lines).down(progress::println);
            return OK;
        }
    }

    /**
     * Becomes a command in the namespace of a node, a pod, vpc or outside: the terminal, its keys and the exit status are
     * the command's own.
     */
    public void exec(String name, String place, List<String> command) throws IOException {
        ThisProcess.become(Lab.existing(home, software, name, _ -> {}).execCommand(place, command));
    }

    /** Adds a pod to a node. */
    public int addPod(String name, String pod, String node) throws IOException {
        PodView view = Lab.existing(home, software, name, _ -> {}).addPod(pod, node);
        output.println(view.name() + " on " + view.node() + " has "
                + String.join(
                        ", ", view.addresses().stream().map(Object::toString).toList()));
        return OK;
    }

    /** Deletes a pod. */
    public int deletePod(String name, String pod) throws IOException {
        Lab.existing(home, software, name, _ -> {}).deletePod(pod);
        return OK;
    }

    /** Starts, stops or kills the agent of a node. */
    public int agent(String name, AgentVerb verb, String node) throws IOException {
        try (ProgressLines lines = new ProgressLines(progress)) {
            lines.step("waiting for the agent of " + node);
            Lab.existing(home, software, name, lines).agent(verb, node);
            return OK;
        }
    }
}

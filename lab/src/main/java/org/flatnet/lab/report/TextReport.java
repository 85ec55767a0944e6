package org.flatnet.lab.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.flatnet.lab.check.Check;
import org.flatnet.lab.check.CheckKind;
import org.flatnet.lab.plan.LabSpec;

/** The report for people. */
public final class TextReport {
    /** Passed checks of one kind past this many are told as a number. */
    private static final int MOST_LINES = 60;

    private static final String INDENT = "  ";

    private final Paint paint;
    private final StringBuilder text = new StringBuilder();

    private TextReport(Paint paint) {
        this.paint = paint;
    }

    /** The whole: how the cluster came up, what it is, and what was tried in it. */
    public static String whole(LabView view, List<StoryLine> story, long millis, Paint paint) {
        TextReport report = new TextReport(paint);
        report.title(view.topology().spec());
        report.story(story);
        report.drawing(view);
        report.checks(view);
        report.ending(view, millis);
        return report.text.toString();
    }

    /** How the cluster came up and what it is. */
    public static String up(LabView view, List<StoryLine> story, Paint paint) {
        TextReport report = new TextReport(paint);
        report.title(view.topology().spec());
        report.story(story);
        report.drawing(view);
        return report.text.toString();
    }

    /** What was tried. */
    public static String check(LabView view, long millis, Paint paint) {
        TextReport report = new TextReport(paint);
        report.checks(view);
        report.ending(view, millis);
        return report.text.toString();
    }

    /** What the lab is now. */
    public static String status(LabView view, Paint paint) {
        TextReport report = new TextReport(paint);
        report.title(view.topology().spec());
        report.heading("Nodes");
        Columns columns = new Columns();
        for (LabView.Node node : view.nodes()) {
            columns.add(
                    node.plan().name(),
                    node.ready() ? "Ready" : "NotReady",
                    node.condition(),
                    node.agentPid() == 0 ? "no agent" : "agent " + node.agentPid(),
                    node.plan().namespace());
        }
        columns.lines().forEach(report::line);
        report.drawing(view);
        return report.text.toString();
    }

    private void title(LabSpec spec) {
        text.append(paint.strong("Flatnet lab " + spec.name()))
                .append(": ")
                .append(counted(spec.nodes(), "node"))
                .append(", mode ")
                .append(spec.mode())
                .append(", attach ")
                .append(spec.attach())
                .append(", ")
                .append(spec.families())
                .append(spec.subnets() == 1 ? "" : ", " + spec.subnets() + " subnets")
                .append(", MTU ")
                .append(spec.mtu())
                .append('\n');
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private void heading(String words) {
        text.append('\n').append(paint.strong(words)).append('\n');
    }

    private void line(String words) {
        text.append(INDENT).append(words).append('\n');
    }

    private void story(List<StoryLine> story) {
        heading("The cluster comes up");
        Columns columns = new Columns();
        for (StoryLine event : story) {
            columns.add(String.format(Locale.ROOT, "%5.2f s", event.millis() / 1000.0), event.place(), event.text());
        }
        columns.lines().forEach(this::line);
    }

    private void drawing(LabView view) {
        heading("What it is");
        new Drawing(view).lines().forEach(this::line);
    }

    private void checks(LabView view) {
        Map<String, String> mtus = mtus(view);
        for (CheckKind kind : CheckKind.values()) {
            List<Check> ofKind =
                    view.checks().stream().filter(check -> check.kind() == kind).toList();
            if (!ofKind.isEmpty()) {
                checks(kind, ofKind, mtus);
            }
        }
    }

    /** The largest packets that were measured between two ends. */
    private static Map<String, String> mtus(LabView view) {
        Map<String, String> mtus = new HashMap<>();
        for (Check check : view.checks()) {
            if (check.kind() == CheckKind.MTU && check.ok()) {
                mtus.put(ends(check), check.detail().substring(0, check.detail().indexOf(':')));
            }
        }
        return mtus;
    }

    private static String ends(Check check) {
        return check.from() + " " + check.to() + " " + family(check);
    }

    /** The second word of a subject where both families are tried. */
    private static String family(Check check) {
        String[] words = check.subject().split(" ", -1);
        return words.length == 2 && words[1].startsWith("ipv") ? words[1] : "";
    }

    private void checks(CheckKind kind, List<Check> checks, Map<String, String> mtus) {
        long failed = checks.stream().filter(check -> !check.ok()).count();
        String count = failed == 0
                ? paint.faint(checks.size() + " passed")
                : paint.bad(failed + " of " + checks.size() + " failed");
        text.append('\n')
                .append(paint.strong(upper(kind.title())))
                .append("  ")
                .append(count)
                .append('\n');
        List<List<Check>> groups = new ArrayList<>(checks.stream()
                .collect(Collectors.groupingBy(TextReport::group, LinkedHashMap::new, Collectors.toList()))
                .values());
        Columns columns = new Columns();
        List<Boolean> good = new ArrayList<>();
        int left = 0;
        for (List<Check> group : groups) {
            boolean ok = group.getFirst().ok();
            if (ok && good.size() >= MOST_LINES) {
                left += group.size();
                continue;
            }
            good.add(ok);
            row(columns, group, mtus);
        }
        List<String> lines = columns.lines();
        for (int i = 0; i < lines.size(); i++) {
            line(good.get(i) ? paint.good("✓") + " " + lines.get(i) : paint.bad("✗ " + lines.get(i)));
        }
        if (left > 0) {
            line(paint.faint("… and " + left + " more that passed"));
        }
    }

    private static String upper(String title) {
        return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }

    /** Passed checks of the same ends are told in one line; each failed one has its own. */
    private static String group(Check check) {
        return check.ok() && !check.from().isEmpty() && !check.to().isEmpty() && !isForgery(check)
                ? ends(check) + (check.kind() == CheckKind.LOCALHOST ? check.subject() : "")
                : check.name();
    }

    private static boolean isForgery(Check check) {
        return check.kind() == CheckKind.ISOLATION;
    }

    private static void row(Columns columns, List<Check> group, Map<String, String> mtus) {
        Check first = group.getFirst();
        String places = first.to().isEmpty() ? first.from() : first.from() + " → " + first.to();
        String subjects = group.stream()
                .map(check -> family(check).isEmpty()
                        ? check.subject()
                        : check.subject().substring(0, check.subject().indexOf(' ')))
                .collect(Collectors.joining(" "));
        String mtu = first.kind() == CheckKind.MTU || !first.ok() ? "" : mtus.getOrDefault(ends(first), "");
        columns.add(
                places,
                first.path(),
                subjects,
                first.detail(),
                first.micros() == 0 ? "" : milliseconds(first.micros()),
                mtu);
    }

    private static String milliseconds(long micros) {
        return String.format(Locale.ROOT, micros < 10_000 ? "%.2f ms" : "%.0f ms", micros / 1000.0);
    }

    private void ending(LabView view, long millis) {
        String time = String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        text.append('\n');
        if (view.failed() == 0) {
            text.append(paint.good("All " + counted(view.passed(), "check") + " passed"));
        } else {
            text.append(paint.bad(counted(view.failed(), "check") + " failed, " + view.passed() + " passed"));
        }
        text.append(" in ").append(time).append(".\n");
    }
}

package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Prometheus' text format 0.0.4, and takes nothing that its description does not allow: a family has one HELP and
 * one TYPE, both before its samples, which come together; no sample comes twice; a histogram's buckets rise to its count.
 */
final class Exposition {
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(Inf|\\d+(\\.\\d+)?([eE][+-]?\\d+)?)|NaN");
    private static final String UPPER_BOUND = "le";

    private final Map<String, Family> families = new LinkedHashMap<>();
    private Family last = new Family("");

    private Exposition() {}

    /** A sample's name, which is its family's but for a histogram's, and its labels. */
    record Sample(String name, Map<String, String> labels) {}

    /** The samples of one name. */
    static final class Family {
        private final String name;
        private final Map<Sample, Double> samples = new LinkedHashMap<>();
        private String help = "";
        private String type = "";

        private Family(String name) {
            this.name = name;
        }

        String type() {
            return type;
        }

        Map<Sample, Double> samples() {
            return samples;
        }

        /** The labels that its samples have, but for the bounds of buckets. */
        Set<String> labelNames() {
            Set<String> names = new TreeSet<>();
            samples.keySet().forEach(sample -> names.addAll(sample.labels().keySet()));
            names.remove(UPPER_BOUND);
            return names;
        }

        private boolean has(String sample) {
            return type.equals("histogram")
                    ? Set.of(name + "_bucket", name + "_sum", name + "_count").contains(sample)
                    : sample.equals(name);
        }
    }

    /** The families, by name. */
    static Map<String, Family> parse(String text) {
        assertThat(text).endsWith("\n").doesNotContain("\r", "\n\n");
        Exposition exposition = new Exposition();
        text.lines().forEach(exposition::read);
        exposition.families.values().forEach(Exposition::check);
        return exposition.families;
    }

    private void read(String line) {
        if (line.startsWith("#")) {
            Matcher comment = matched(COMMENT, line);
            describe(comment.group(1), comment.group(2), comment.group(3), line);
            return;
        }
        Matcher sample = matched(SAMPLE, line);
        assertThat(last.has(sample.group(1)))
                .as("%s, below %s", line, last.name)
                .isTrue();
        assertThat(sample.group(3)).as(line).matches(NUMBER);
        double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
        Sample key = new Sample(sample.group(1), labels(Objects.requireNonNullElse(sample.group(2), ""), line));
        assertThat(last.samples.put(key, value)).as("%s: twice", line).isNull();
    }

    private void describe(String what, String name, String text, String line) {
        if (!last.name.equals(name)) {
            last = new Family(name);
            assertThat(families.put(name, last)).as("%s: comes again", line).isNull();
        }
        assertThat(last.samples).as("%s: after samples", line).isEmpty();
        if (what.equals("HELP")) {
            assertThat(last.help).as("%s: twice", line).isEmpty();
            last.help = text;
        } else {
            assertThat(last.type).as("%s: twice", line).isEmpty();
            assertThat(text).as(line).isIn("counter", "gauge", "histogram");
            last.type = text;
        }
    }

    private static Map<String, String> labels(String text, String line) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(text);
        int end = 0;
        while (end < text.length()) {
            assertThat(label.find(end) && label.start() == end).as(line).isTrue();
            assertThat(labels.put(label.group(1), label.group(2)))
                    .as("%s: a label twice", line)
                    .isNull();
            end = label.end();
        }
        return labels;
    }

    private static Matcher matched(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        assertThat(matcher.matches()).as("a line of the text format: %s", line).isTrue();
        return matcher;
    }

    private static void check(Family family) {
        assertThat(family.help).as(family.name).isNotEmpty();
        assertThat(family.type).as(family.name).isNotEmpty();
        assertThat(family.type.equals("counter")).as(family.name).isEqualTo(family.name.endsWith("_total"));
        if (family.type.equals("counter")) {
            assertThat(family.samples.values()).as(family.name).allMatch(value -> value >= 0);
        }
        if (family.type.equals("histogram")) {
            checkBuckets(family);
        }
    }

    private static void checkBuckets(Family family) {
        Map<Map<String, String>, List<Double>> bounds = new LinkedHashMap<>();
        Map<Map<String, String>, List<Double>> counts = new LinkedHashMap<>();
        family.samples.forEach((sample, value) -> {
            if (sample.name().endsWith("_bucket")) {
                Map<String, String> labels = new TreeMap<>(sample.labels());
                String bound = Objects.requireNonNull(labels.remove(UPPER_BOUND), sample.toString());
                bounds.computeIfAbsent(labels, _ -> new ArrayList<>())
                        .add(Double.parseDouble(bound.replace("Inf", "Infinity")));
                counts.computeIfAbsent(labels, _ -> new ArrayList<>()).add(value);
            }
        });
        assertThat(bounds).as(family.name).isNotEmpty();
        bounds.forEach((labels, of) -> {
            assertThat(of).as("%s%s", family.name, labels).isSorted().doesNotHaveDuplicates();
            assertThat(of.getLast()).as("%s%s", family.name, labels).isInfinite();
            List<Double> rising = Objects.requireNonNull(counts.get(labels));
            assertThat(rising).as("%s%s", family.name, labels).isSorted();
            assertThat(family.samples)
                    .containsEntry(new Sample(family.name + "_count", labels), rising.getLast())
                    .containsKey(new Sample(family.name + "_sum", labels));
        });
    }
}

package org.flatnet.kernel.nftables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * nftables objects in nft's own language, for people: as commands, and as the listing of a table. What the language
 * cannot say, such as an expression that the library does not know, stands in square brackets.
 */
public final class NftText {
    private NftText() {}

    // ---- commands

    public static String add(Table table) {
        return "add table " + table.id();
    }

    public static String add(Chain chain) {
        String body = String.join(" ", chainBody(chain));
        return "add chain " + chain.id() + (body.isEmpty() ? "" : " { " + body + " }");
    }

    public static String add(NftRule rule) {
        return "add rule " + rule.chain() + " " + RuleText.of(rule);
    }

    public static String add(NftSet set) {
        return "add " + kind(set) + " " + set.id() + " { " + String.join("; ", setBody(set)) + "; }";
    }

    /** Adds elements; the set says how their keys are written. */
    public static String add(NftSet set, Collection<Element> elements) {
        return "add element " + set.id() + " { " + elements(set, elements) + " }";
    }

    /** Deletes elements. */
    public static String delete(NftSet set, Collection<Element> elements) {
        List<Element> keys = elements.stream()
                .map(element -> new Element(element.key(), null, null, 0, 0, List.of(), null))
                .toList();
        return "delete element " + set.id() + " { " + elements(set, keys) + " }";
    }

    public static String delete(TableId table) {
        return "delete table " + table;
    }

    public static String delete(ChainId chain) {
        return "delete chain " + chain;
    }

    public static String delete(NftSet set) {
        return "delete " + kind(set) + " " + set.id();
    }

    // ---- listing

    /** A rule's statement. */
    public static String rule(NftRule rule) {
        return RuleText.of(rule);
    }

    /** A table as {@code nft list table} shows it, without the numbers that packets change. */
    public static String list(TableContents contents) {
        Table table = contents.table();
        List<String> blocks = new ArrayList<>();
        contents.objects()
                .forEach(object -> blocks.add(
                        block(object.id().type().text() + " " + object.id().name(), objectBody(object))));
        contents.sets()
                .forEach(set -> blocks.add(block(
                        kind(set) + " " + set.id().name(),
                        setLines(set, contents.elements().getOrDefault(set.id(), List.of())))));
        contents.chains()
                .forEach(chain -> blocks.add(block("chain " + chain.id().name(), chainLines(contents, chain))));
        String comment = table.comment() == null ? "" : "\tcomment \"" + table.comment() + "\"\n";
        return "table " + table.id() + " {\n" + comment + String.join("\n", blocks) + "}\n";
    }

    private static String block(String head, List<String> lines) {
        StringBuilder text = new StringBuilder("\t").append(head).append(" {\n");
        lines.forEach(line -> text.append("\t\t").append(line).append('\n'));
        return text.append("\t}\n").toString();
    }

    private static List<String> objectBody(NamedObject object) {
        List<String> lines = new ArrayList<>();
        if (object.comment() != null) {
            lines.add("comment \"" + object.comment() + "\"");
        }
        String state = RuleText.state(object.state());
        String name = object.id().type().text();
        if (!state.equals(name)) {
            lines.add(state.startsWith(name + " ") ? state.substring(name.length() + 1) : state);
        }
        return lines;
    }

    private static List<String> chainLines(TableContents contents, Chain chain) {
        List<String> lines = new ArrayList<>();
        if (chain.comment() != null) {
            lines.add("comment \"" + chain.comment() + "\"");
        }
        lines.addAll(chainBody(chain));
        contents.rules(chain.id()).forEach(rule -> lines.add(RuleText.of(rule.rule())));
        return lines;
    }

    private static List<String> chainBody(Chain chain) {
        BaseHook base = chain.base();
        if (base == null) {
            return List.of();
        }
        String priority = Priority.text(chain.id().table().family(), base.hook(), base.priority());
        return List.of("type " + base.type().text() + " hook " + base.hook().text() + devices(base.devices())
                + " priority " + priority + "; policy " + base.policy().text() + ";");
    }

    private static String devices(List<String> devices) {
        List<String> quoted =
                devices.stream().map(device -> "\"" + device + "\"").toList();
        return switch (quoted.size()) {
            case 0 -> "";
            case 1 -> " device " + quoted.getFirst();
            default -> " devices = { " + String.join(", ", quoted) + " }";
        };
    }

    private static String kind(NftSet set) {
        return set.data() == null ? "set" : "map";
    }

    private static List<String> setLines(NftSet set, List<Element> elements) {
        List<String> lines = setBody(set);
        if (!elements.isEmpty()) {
            lines.add("elements = { " + elements(set, elements) + " }");
        }
        return lines;
    }

    private static List<String> setBody(NftSet set) {
        List<String> lines = new ArrayList<>();
        String data = switch (set.data()) {
            case null -> "";
            case SetData.Values(KeyType type) -> " : " + type;
            case SetData.Verdicts() -> " : verdict";
            case SetData.Objects(NamedObject.Type type) -> " : " + type.text();
        };
        lines.add("type " + set.key() + data);
        if (set.size() != 0) {
            lines.add("size " + set.size());
        }
        if (!set.flags().isEmpty()) {
            lines.add("flags "
                    + String.join(
                            ",",
                            set.flags().stream().map(SetFlag::text).sorted().toList()));
        }
        if (set.timeoutMillis() != 0) {
            lines.add("timeout " + Durations.text(set.timeoutMillis()));
        }
        if (set.gcIntervalMillis() != 0) {
            lines.add("gc-interval " + Durations.text(set.gcIntervalMillis()));
        }
        if (set.comment() != null) {
            lines.add("comment \"" + set.comment() + "\"");
        }
        set.state().forEach(state -> lines.add(RuleText.state(state)));
        return lines;
    }

    // ---- elements

    private static String elements(NftSet set, Collection<Element> elements) {
        boolean intervals = set.flags().contains(SetFlag.INTERVAL) && !set.isConcatenatedInterval();
        List<String> texts = intervals ? intervals(set, elements) : new ArrayList<>();
        if (!intervals) {
            elements.forEach(element -> texts.add(element(set, element, key(set, element.key()))));
        }
        return String.join(", ", texts);
    }

    /** The kernel keeps an interval as its first key and the first key after it. */
    private static List<String> intervals(NftSet set, Collection<Element> elements) {
        List<Element> sorted = elements.stream()
                .sorted((one, other) -> boundary(one).compareTo(boundary(other)))
                .toList();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            Element element = sorted.get(i);
            if (!(element.key() instanceof ElementKey.Single(Value first))) {
                continue;
            }
            Value last = last(set, i + 1 < sorted.size() ? sorted.get(i + 1) : null);
            texts.add(element(set, element, ValueText.between(set.key(), first, last)));
        }
        return texts;
    }

    private static Value last(NftSet set, @Nullable Element next) {
        Value before = next == null ? null : boundary(next).previous();
        if (before != null) {
            return before;
        }
        byte[] highest = new byte[set.key().length()];
        java.util.Arrays.fill(highest, (byte) 0xff);
        return Value.of(highest);
    }

    private static Value boundary(Element element) {
        return switch (element.key()) {
            case ElementKey.Single(Value value) -> value;
            case ElementKey.End(Value value) -> value;
            case ElementKey.Between(Value from, Value _) -> from;
            case ElementKey.CatchAll() -> Value.of(new byte[0]);
        };
    }

    private static String key(NftSet set, ElementKey key) {
        return switch (key) {
            case ElementKey.Single(Value value) -> ValueText.of(set.key(), value);
            case ElementKey.Between(Value from, Value to) -> ValueText.between(set.key(), from, to);
            case ElementKey.End(Value value) -> "end " + ValueText.of(set.key(), value);
            case ElementKey.CatchAll() -> "*";
        };
    }

    private static String element(NftSet set, Element element, String key) {
        StringBuilder text = new StringBuilder(key);
        if (element.timeoutMillis() != 0) {
            text.append(" timeout ").append(Durations.text(element.timeoutMillis()));
        }
        element.state().forEach(state -> text.append(' ').append(RuleText.state(state)));
        if (element.comment() != null) {
            text.append(" comment \"").append(element.comment()).append('"');
        }
        String data = data(set, element);
        return data == null ? text.toString() : text + " : " + data;
    }

    private static @Nullable String data(NftSet set, Element element) {
        if (element.object() != null) {
            return "\"" + element.object() + "\"";
        }
        return switch (element.data()) {
            case null -> null;
            case Verdict verdict -> verdict.toString();
            case Value value ->
                set.data() instanceof SetData.Values(KeyType type) ? ValueText.of(type, value) : value.toString();
        };
    }
}

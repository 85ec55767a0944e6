package org.flatnet.reconcile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.Sysctl;
import org.jspecify.annotations.Nullable;

/**
 * What kernel settings were before they were changed, in a file under /run that is gone with them at a reboot. A line is
 * the setting's key, its earlier value, ours, and the index of the link whose setting it is or 0, separated by tabs. It is
 * written before the setting is. A link that is renamed takes its settings along, and keeps its index: by that the record
 * follows it. Not for several threads.
 */
public final class SysctlRecord {
    private static final String SEPARATOR = "\t";

    private static final Pattern OF_LINK = Pattern.compile("(net/ipv[46]/conf/)([^/]+)(/.*)");
    private static final int NO_LINK = 0;

    private final Path file;
    private final Map<String, Entry> entries;
    private Map<Integer, String> links = Map.of();

    private record Entry(String earlier, String ours, int link) {}

    private SysctlRecord(Path file, Map<String, Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /** Reads the file; none is an empty record, and a line that was cut short is none. */
    public static SysctlRecord load(Path file) throws IOException {
        Map<String, Entry> entries = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(SEPARATOR, -1);
                if (words.length == 4 && words[3].matches("\\d{1,9}")) {
                    entries.put(words[0], new Entry(words[1], words[2], Integer.parseInt(words[3])));
                }
            }
        } catch (NoSuchFileException e) {
            return new SysctlRecord(file, entries);
        }
        return new SysctlRecord(file, entries);
    }

    /**
     * Takes note of what links are called now, by their indexes. What is recorded of one that was renamed is recorded under
     * its new name; what is recorded of one that is gone went with it.
     */
    void know(Map<Integer, String> names) throws IOException {
        links = Map.copyOf(names);
        Map<String, Entry> followed = new TreeMap<>();
        entries.forEach((key, entry) -> {
            String name = links.get(entry.link());
            if (entry.link() == NO_LINK) {
                followed.put(key, entry);
            } else if (name != null) {
                followed.put(OF_LINK.matcher(key).replaceFirst("$1" + Matcher.quoteReplacement(name) + "$3"), entry);
            }
        });
        if (!followed.equals(entries)) {
            entries.clear();
            entries.putAll(followed);
            save();
        }
    }

    private int linkOf(String key) {
        Matcher matcher = OF_LINK.matcher(key);
        return !matcher.matches()
                ? NO_LINK
                : links.entrySet().stream()
                        .filter(link -> link.getValue().equals(matcher.group(2)))
                        .mapToInt(Map.Entry::getKey)
                        .findFirst()
                        .orElse(NO_LINK);
    }

    /** Notes that a setting is about to be changed. Its earlier value is what it was before the first change. */
    void note(String key, String earlier, String ours) throws IOException {
        Entry known = entries.get(key);
        Entry entry = new Entry(known == null ? earlier : known.earlier(), ours, linkOf(key));
        if (!entry.equals(known)) {
            entries.put(key, entry);
            save();
        }
    }

    /** The value before ours, or null where we never changed it. */
    @Nullable
    String earlier(String key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.earlier();
    }

    /** Forgets a setting that is as it was. */
    void remove(String key) throws IOException {
        if (entries.remove(key) != null) {
            save();
        }
    }

    private void save() throws IOException {
        StringBuilder text = new StringBuilder();
        entries.forEach((key, entry) -> text.append(key)
                .append(SEPARATOR)
                .append(entry.earlier())
                .append(SEPARATOR)
                .append(entry.ours())
                .append(SEPARATOR)
                .append(entry.link())
                .append('\n'));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.write(next, text.toString().getBytes(StandardCharsets.UTF_8));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * A setting that was left as it is when the others were restored.
     *
     * @param why for people
     */
    public record Left(String key, String why) {}

    /**
     * Gives every setting that still has our value its earlier one, and forgets the record.
     *
     * @return the settings that were left alone: someone else has changed them since, or they cannot be written
     */
    public List<Left> restoreAll(NetworkNamespace namespace) throws IOException {
        List<Left> left = new ArrayList<>();
        try (RouteSocket socket = RouteSocket.open(namespace)) {
            know(socket.links().stream().collect(Collectors.toMap(Link::index, Link::name)));
        }
        // Accepting router advertisements goes last: while the node forwards, its earlier value would lose routes.
        List<String> keys = new ArrayList<>(entries.keySet());
        keys.sort((one, other) -> Boolean.compare(one.endsWith("/accept_ra"), other.endsWith("/accept_ra")));
        namespace.call(() -> {
            for (String key : keys) {
                Left one = restore(key);
                if (one != null) {
                    left.add(one);
                }
            }
            return null;
        });
        entries.clear();
        Files.deleteIfExists(file);
        return left;
    }

    /** In the namespace: gives a setting its earlier value where it still has ours. */
    @Nullable
    Left restore(String key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        try {
            String now = Sysctl.read(key);
            if (!now.equals(entry.ours())) {
                return now.equals(entry.earlier())
                        ? null
                        : new Left(
                                key,
                                "is " + now + ": someone changed it from our " + entry.ours() + "; it was "
                                        + entry.earlier() + " before us");
            }
            Sysctl.write(key, entry.earlier());
            return null;
        } catch (KernelException e) {
            return e.isNotFound() ? null : new Left(key, String.valueOf(e.getMessage()));
        }
    }
}

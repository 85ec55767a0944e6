package org.flatnet.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.flatnet.source.document.DocumentException;
import org.flatnet.source.document.DocumentReader;
import org.flatnet.source.document.Mapping;
import org.flatnet.source.document.Scalar;
import org.flatnet.source.document.Sequence;
import org.flatnet.source.document.Value;
import org.jspecify.annotations.Nullable;

/** What a file and flags say of the settings, and all that is wrong with it. The later source wins. */
final class SettingValues {
    private static final int LARGEST_FILE_BYTES = 1 << 20;

    private final Map<String, Object> values = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** The value of a setting; its default where nothing was said. */
    <T> T get(Setting<T> setting) {
        @SuppressWarnings("unchecked") // put there for this setting
        T value = (T) values.get(setting.key());
        return value == null ? setting.read(setting.byDefault()) : value;
    }

    void checkProblems() throws ConfigException {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    void readFlags(Map<String, String> flags) {
        new TreeMap<>(flags).forEach((key, text) -> {
            Setting<?> setting = setting(key);
            if (setting == null) {
                problems.add("--" + key + ": there is no such setting; the nearest is --" + nearest(key));
                return;
            }
            try {
                values.put(key, setting.read(text));
            } catch (IllegalArgumentException e) {
                problems.add(setting.flag() + ": " + e.getMessage());
            }
        });
    }

    void readFile(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(LARGEST_FILE_BYTES + 1);
            if (text.length > LARGEST_FILE_BYTES) {
                problems.add(file + ": too large: expected at most " + LARGEST_FILE_BYTES + " bytes");
                return;
            }
            readDocuments(file, DocumentReader.yaml(text));
        } catch (DocumentException e) {
            add(file, e);
        } catch (NoSuchFileException e) {
            problems.add(file + ": there is no such file");
        } catch (IOException e) {
            problems.add(file + ": cannot be read: " + e);
        }
    }

    private void readDocuments(Path file, DocumentReader documents) throws DocumentException {
        Value document = documents.next();
        if (document == null || document.isNull()) {
            return; // no setting is one way to take all defaults
        }
        if (!(document instanceof Mapping mapping)) {
            throw new DocumentException(document, "expected settings as key: value, found " + document.description());
        }
        for (Mapping.Entry entry : mapping.entries()) {
            try {
                read(entry);
            } catch (DocumentException e) {
                add(file, e);
            }
        }
        Value second = documents.next();
        if (second != null) {
            throw new DocumentException(second, "a second document: expected one");
        }
    }

    private void read(Mapping.Entry entry) throws DocumentException {
        String key = entry.name().text();
        Setting<?> setting = setting(key);
        if (setting == null) {
            throw new DocumentException(
                    entry.name(), "\"" + key + "\" is not a setting; the nearest is \"" + nearest(key) + "\"");
        }
        if (entry.value().isNull()) {
            return; // the default, as if the line were not there
        }
        try {
            values.put(key, setting.read(texts(setting, entry.value())));
        } catch (IllegalArgumentException e) {
            throw new DocumentException(entry.value(), key + ": " + e.getMessage());
        }
    }

    /** What is written, if it has the setting's shape. */
    private static List<String> texts(Setting<?> setting, Value value) throws DocumentException {
        if (setting.shape() == Setting.Shape.LIST && value instanceof Sequence list) {
            return list.texts(setting.key()).stream().map(Scalar::text).toList();
        }
        boolean fits = value instanceof Scalar scalar
                && switch (setting.shape()) {
                    case TEXT, LIST -> scalar.isText();
                    case NUMBER -> scalar.isWholeNumber();
                    case SWITCH -> scalar.plain();
                };
        if (!fits || !(value instanceof Scalar scalar)) {
            throw new DocumentException(
                    value,
                    setting.key() + ": expected " + setting.shape() + " (" + setting.form() + "), found "
                            + value.description());
        }
        return List.of(scalar.text());
    }

    private void add(Path file, DocumentException e) {
        String place = e.line() == 0 ? "" : ":" + e.line() + (e.column() == 0 ? "" : ":" + e.column());
        problems.add(file + place + ": " + e.reason());
    }

    private static @Nullable Setting<?> setting(String key) {
        return Settings.ALL.stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElse(null);
    }

    /** The known key that takes the fewest edits to reach. */
    static String nearest(String key) {
        String wanted = shortened(key).toLowerCase(Locale.ROOT);
        return Settings.ALL.stream()
                .map(Setting::key)
                .min(Comparator.comparingInt(known -> edits(wanted, known.toLowerCase(Locale.ROOT))))
                .orElseThrow();
    }

    private static String shortened(String key) {
        return key.length() > 64 ? key.substring(0, 64) : key;
    }

    /** How many characters have to be put in, taken out or replaced to make one text of the other (Levenshtein). */
    private static int edits(String from, String to) {
        int[] costs = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            costs[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.min(replaced, 1 + Math.min(costs[j], costs[j - 1]));
            }
        }
        return costs[to.length()];
    }
}

package org.flatnet.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Settings in sections, of files and of folders that add to them: as systemd and NetworkManager have them. */
final class IniFiles {
    private static final String ENDING = ".conf";

    private IniFiles() {}

    /** A line {@code key=value} below a {@code [section]}. */
    record Setting(String section, String key, String value) {}

    /** The settings of files that are there, in order. */
    static List<Setting> read(List<Path> files) throws IOException {
        List<Setting> settings = new ArrayList<>();
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                read(file, settings);
            }
        }
        return settings;
    }

    private static void read(Path file, List<Setting> settings) throws IOException {
        String section = "";
        for (String line : Files.readAllLines(file)) {
            String text = line.strip();
            int equals = text.indexOf('=');
            if (text.startsWith("[") && text.endsWith("]")) {
                section = text.substring(1, text.length() - 1);
            } else if (equals > 0 && !text.startsWith("#") && !text.startsWith(";")) {
                settings.add(new Setting(
                        section,
                        text.substring(0, equals).strip(),
                        text.substring(equals + 1).strip()));
            }
        }
    }

    /** The {@code .conf} files of folders by name; of those of one name, the one of the folder that comes first. */
    static Map<String, Path> named(List<Path> folders) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        for (Path folder : folders) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> found = Files.list(folder)) {
                    found.filter(file -> file.toString().endsWith(ENDING))
                            .forEach(
                                    file -> files.putIfAbsent(file.getFileName().toString(), file));
                }
            }
        }
        return files;
    }
}

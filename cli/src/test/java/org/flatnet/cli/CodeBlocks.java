package org.flatnet.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The blocks of code in the documents of this checkout. */
final class CodeBlocks {
    /** Marks blocks that a test runs, from top to bottom. */
    static final String RUN = "bash";

    /** Marks blocks that no test can run. */
    static final String SHOWN = "sh";

    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final String FENCE = "```";

    private CodeBlocks() {}

    static Path document(String name) {
        return HOME.resolve(name);
    }

    /** Every document of the checkout itself. */
    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (String folder : List.of(".", ".ci", "bench", "docs", "kernel", "lab", "node", "cli", "shim")) {
            try (Stream<Path> files = Files.list(HOME.resolve(folder).normalize())) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
        }
        return documents;
    }

    /** The blocks of a document with that mark, each with its lines. */
    static List<List<String>> in(Path document, String mark) throws IOException {
        List<List<String>> blocks = new ArrayList<>();
        List<String> block = null;
        boolean inside = false;
        for (String line : Files.readAllLines(document)) {
            if (line.startsWith(FENCE)) {
                inside = !inside;
                block = inside && line.equals(FENCE + mark) ? new ArrayList<>() : null;
                if (block != null) {
                    blocks.add(block);
                }
            } else if (block != null) {
                block.add(line);
            }
        }
        return blocks;
    }

    /** The lines of a document that are in no block. */
    static List<String> outside(Path document) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(document)) {
            if (line.startsWith(FENCE)) {
                inside = !inside;
            } else if (!inside) {
                lines.add(line);
            }
        }
        return lines;
    }
}

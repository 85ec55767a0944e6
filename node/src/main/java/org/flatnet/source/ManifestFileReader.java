package org.flatnet.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.flatnet.source.document.DocumentException;
import org.flatnet.source.document.DocumentReader;
import org.jspecify.annotations.Nullable;

/** Reads manifest files, of a file that was read before only the pieces that are new. */
final class ManifestFileReader {
    private final long largestFileBytes;

    /** @param largestFileBytes files that are larger are not read */
    ManifestFileReader(long largestFileBytes) {
        this.largestFileBytes = largestFileBytes;
    }

    /** What came of reading. */
    sealed interface Outcome {
        /** The file's new state. */
        record Read(ManifestFile file) implements Outcome {}

        /** The text is broken; perhaps somebody is still writing it. */
        record Broken(ManifestFile file) implements Outcome {}

        /** There is no such file any more, or it is none. */
        record Absent() implements Outcome {}

        /** Somebody wrote while it was read; what was read may be half of it. */
        record Unsettled(ManifestFile file) implements Outcome {}
    }

    /** Reads a file whose last state is known; nothing but an outcome comes of it, whatever is in the file. */
    Outcome read(Path path, ManifestFile before) {
        try {
            FileStamp stamp = FileStamp.of(path);
            if (stamp == null) {
                return new Outcome.Absent();
            }
            return contents(path, before, stamp);
        } catch (NoSuchFileException e) {
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                    ? unreadable(before, "the link points at nothing")
                    : new Outcome.Absent();
        } catch (AccessDeniedException e) {
            return unreadable(before, "reading the file is not permitted");
        } catch (IOException e) {
            return unreadable(before, "the file cannot be read: " + e.getMessage());
        }
    }

    private static Outcome unreadable(ManifestFile before, String reason) {
        return new Outcome.Read(before.broken(null, new Flaw(0, 0, reason, null)));
    }

    private Outcome contents(Path path, ManifestFile before, FileStamp stamp) throws IOException {
        FileStamp kept = stamp.isSettled(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis())) ? stamp : null;
        if (stamp.size() > largestFileBytes) {
            String reason = "the file is too large, " + stamp.size() + " bytes: expected at most " + largestFileBytes;
            return new Outcome.Read(before.broken(kept, new Flaw(0, 0, reason, null)));
        }
        try (InputStream in = new LimitedInput(Files.newInputStream(path), stamp.size())) {
            boolean json = path.toString().endsWith(".json");
            ManifestFile file = json ? json(in, before, kept) : yaml(in, before, kept);
            return stamp.equals(FileStamp.of(path)) ? new Outcome.Read(file) : new Outcome.Unsettled(file);
        } catch (DocumentException e) {
            return new Outcome.Broken(before.broken(kept, new Flaw(e, null)));
        } catch (RuntimeException e) {
            // the parsers are others' work: what they fail on is a broken file, not the end of watching the others
            Flaw flaw = new Flaw(0, 0, "the file cannot be understood: " + e, null);
            return new Outcome.Broken(before.broken(kept, flaw));
        }
    }

    private static ManifestFile json(InputStream in, ManifestFile before, @Nullable FileStamp stamp)
            throws DocumentException {
        Manifests manifests = before.shared(Manifests.read(DocumentReader.json(in)));
        return before.read(stamp, Map.of(), List.of(manifests));
    }

    /** Pieces are read side by side: one file may hold a whole cluster, for which everything waits at the start. */
    private static ManifestFile yaml(InputStream in, ManifestFile before, @Nullable FileStamp stamp)
            throws IOException, DocumentException {
        List<YamlSections.Section> text = new ArrayList<>();
        YamlSections cut = new YamlSections(in);
        for (YamlSections.Section section = cut.next(); section != null; section = cut.next()) {
            text.add(section);
        }
        Map<Fingerprint, Manifests> sections = new HashMap<>();
        List<Manifests> contents = new ArrayList<>();
        for (Piece piece :
                text.parallelStream().map(section -> Piece.of(section, before)).toList()) {
            Manifests manifests = piece.manifests();
            sections.put(piece.fingerprint, manifests);
            contents.add(manifests.later(piece.firstLine - 1));
        }
        return before.read(stamp, sections, contents);
    }

    /** What a piece says, or why it cannot be read. */
    private record Piece(
            Fingerprint fingerprint,
            int firstLine,
            @Nullable Manifests read,
            @Nullable DocumentException broken) {
        static Piece of(YamlSections.Section section, ManifestFile before) {
            Fingerprint fingerprint = Fingerprint.of(section.text());
            Manifests known = before.sections().get(fingerprint);
            try {
                return new Piece(
                        fingerprint, section.firstLine(), known != null ? known : before.shared(parsed(section)), null);
            } catch (DocumentException e) {
                return new Piece(fingerprint, section.firstLine(), null, e);
            }
        }

        Manifests manifests() throws DocumentException {
            if (broken != null) {
                throw broken;
            }
            return Objects.requireNonNull(read);
        }
    }

    private static Manifests parsed(YamlSections.Section section) throws DocumentException {
        try {
            return Manifests.read(DocumentReader.yaml(section.text()));
        } catch (DocumentException e) {
            int line = e.line() == 0 ? 0 : e.line() + section.firstLine() - 1;
            throw new DocumentException(line, e.column(), e.reason());
        }
    }
}

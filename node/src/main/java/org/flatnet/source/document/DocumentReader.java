package org.flatnet.source.document;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents one after the other. Strict, and bounded whatever the text is: no name twice in a mapping, at most
 * {@value #DEEPEST} levels, and aliases may not stand for more than {@value #MOST_ALIASED_VALUES} values. Not for use by
 * several threads.
 */
public final class DocumentReader {
    /** Levels of mappings and lists inside each other. */
    static final int DEEPEST = 100;

    /** Values that all aliases of a document stand for together. */
    static final int MOST_ALIASED_VALUES = 100_000;

    private static final String ITEMS = "items";

    /** Sees each item of a document's outermost {@code items} as soon as it is read, so that none has to be kept. */
    @FunctionalInterface
    public interface ItemSink {
        /** Whether the item is dealt with; if not, it stays in the document. */
        boolean takes(Value item);
    }

    /** What an anchor names, and how many values that is; null while it is being read. */
    private record Anchored(@Nullable Value value, long size) {}

    private final Tokens tokens;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private ItemSink items = _ -> false;
    private long valuesRead;
    private long valuesAliased;

    private DocumentReader(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Reads YAML 1.2 in UTF-8, which JSON is too.
     *
     * @throws DocumentException where the bytes are not UTF-8
     */
    public static DocumentReader yaml(byte[] text) throws DocumentException {
        return new DocumentReader(new YamlTokens(decode(text)));
    }

    /** Reads JSON; several values may follow each other. Faster than {@link #yaml}, and holds no copy of the text. */
    public static DocumentReader json(InputStream text) throws DocumentException {
        return new DocumentReader(new JsonTokens(text));
    }

    /** The next document; null after the last. */
    public @Nullable Value next() throws DocumentException {
        return next(_ -> false);
    }

    /** The next document, its items offered to the sink; null after the last. */
    public @Nullable Value next(ItemSink sink) throws DocumentException {
        anchors.clear();
        valuesAliased = 0;
        items = sink;
        Tokens.Kind kind = tokens.next();
        return kind == Tokens.Kind.END ? null : value(kind, 1);
    }

    private Value value(Tokens.Kind kind, int depth) throws DocumentException {
        String anchor = tokens.anchor();
        if (anchor == null) {
            return plainValue(kind, depth);
        }
        anchors.put(anchor, new Anchored(null, 0));
        long before = valuesRead + valuesAliased;
        Value value = plainValue(kind, depth);
        anchors.put(anchor, new Anchored(value, valuesRead + valuesAliased - before));
        return value;
    }

    private Value plainValue(Tokens.Kind kind, int depth) throws DocumentException {
        valuesRead++;
        return switch (kind) {
            case SCALAR -> new Scalar(tokens.text(), tokens.plain(), tokens.line(), tokens.column());
            case MAPPING -> mapping(depth);
            case SEQUENCE -> sequence(depth, false);
            case ALIAS -> aliased();
            case CLOSE, END -> throw here("the document ends too early");
        };
    }

    private Mapping mapping(int depth) throws DocumentException {
        int line = tokens.line();
        int column = tokens.column();
        checkDepth(depth);
        List<Mapping.Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Tokens.Kind kind = tokens.next(); kind != Tokens.Kind.CLOSE; kind = tokens.next()) {
            Scalar name = name(kind, depth);
            if (!names.add(name.text())) {
                throw new DocumentException(name, "\"" + name.text() + "\" is there twice: expected each name once");
            }
            Tokens.Kind next = tokens.next();
            boolean itemList =
                    depth == 1 && next == Tokens.Kind.SEQUENCE && name.text().equals(ITEMS);
            Value value = itemList && tokens.anchor() == null ? sequence(depth + 1, true) : value(next, depth + 1);
            entries.add(new Mapping.Entry(name, value));
        }
        return new Mapping(entries, line, column);
    }

    private Scalar name(Tokens.Kind kind, int depth) throws DocumentException {
        Value name = value(kind, depth + 1);
        if (!(name instanceof Scalar scalar)) {
            throw new DocumentException(name, "expected a name, found " + name.description());
        }
        if (scalar.plain() && scalar.text().equals("<<")) {
            throw new DocumentException(scalar, "merge keys (<<) are not part of YAML 1.2: write the values out");
        }
        return scalar;
    }

    private Sequence sequence(int depth, boolean offered) throws DocumentException {
        int line = tokens.line();
        int column = tokens.column();
        checkDepth(depth);
        List<Value> values = new ArrayList<>();
        for (Tokens.Kind kind = tokens.next(); kind != Tokens.Kind.CLOSE; kind = tokens.next()) {
            Value value = value(kind, depth + 1);
            if (!offered || !items.takes(value)) {
                values.add(value);
            }
        }
        return new Sequence(values, line, column);
    }

    private Value aliased() throws DocumentException {
        Anchored anchored = anchors.get(tokens.text());
        if (anchored == null) {
            throw here("the alias *" + tokens.text() + " has no anchor before it");
        }
        Value value = anchored.value;
        if (value == null) {
            throw here("the alias *" + tokens.text() + " stands for a value that it is part of");
        }
        valuesAliased += anchored.size;
        if (valuesAliased > MOST_ALIASED_VALUES) {
            throw here("the aliases stand for too many values: expected at most " + MOST_ALIASED_VALUES);
        }
        return value;
    }

    private void checkDepth(int depth) throws DocumentException {
        if (depth > DEEPEST) {
            throw here("nested too deeply: expected at most " + DEEPEST + " levels");
        }
    }

    private DocumentException here(String reason) {
        return new DocumentException(tokens.line(), tokens.column(), reason);
    }

    private static String decode(byte[] text) throws DocumentException {
        ByteBuffer in = ByteBuffer.wrap(text);
        CharBuffer out = CharBuffer.allocate(text.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        if (result.isError()) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += text[i] == '\n' ? 1 : 0;
            }
            throw new DocumentException(
                    line, 0, String.format("not UTF-8: the byte 0x%02x cannot stand here", text[in.position()]));
        }
        boolean mark = out.position() > 0 && out.get(0) == '\uFEFF';
        return out.flip().subSequence(mark ? 1 : 0, out.limit()).toString();
    }
}

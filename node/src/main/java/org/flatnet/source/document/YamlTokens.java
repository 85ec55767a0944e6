package org.flatnet.source.document;

import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** YAML 1.2 as tokens. */
final class YamlTokens implements Tokens {
    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setParseComments(false)
            .setCodePointLimit(Integer.MAX_VALUE) // the limit is the file's
            .build();
    private static final String TEXT_TAG = "tag:yaml.org,2002:str";

    private final String document;
    private final Iterator<Event> events;
    private @Nullable Event current;

    YamlTokens(String document) {
        this.document = document;
        this.events = new Parse(SETTINGS).parseString(document).iterator();
    }

    @Override
    public Kind next() throws DocumentException {
        while (true) {
            Event event = advance();
            if (event == null) {
                return Kind.END;
            }
            switch (event.getEventId()) {
                case MappingStart -> {
                    return Kind.MAPPING;
                }
                case SequenceStart -> {
                    return Kind.SEQUENCE;
                }
                case MappingEnd, SequenceEnd -> {
                    return Kind.CLOSE;
                }
                case Scalar -> {
                    return Kind.SCALAR;
                }
                case Alias -> {
                    return Kind.ALIAS;
                }
                default -> {
                    // where a stream or document begins or ends
                }
            }
        }
    }

    private @Nullable Event advance() throws DocumentException {
        try {
            current = events.hasNext() ? events.next() : null;
            return current;
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            String context = e.getContext() == null ? "" : e.getContext() + ", ";
            throw new DocumentException(
                    mark.map(Mark::getLine).orElse(-1) + 1,
                    mark.map(Mark::getColumn).orElse(-1) + 1,
                    "not YAML: " + context + e.getProblem());
        } catch (ReaderException e) {
            int line = 1
                    + (int) document.codePoints()
                            .limit(Math.max(0, e.getPosition()))
                            .filter(c -> c == '\n')
                            .count();
            throw new DocumentException(
                    line, 0, String.format("not YAML: the character U+%04X is not allowed", e.getCodePoint()));
        } catch (YamlEngineException e) {
            throw new DocumentException(0, 0, "not YAML: " + e.getMessage());
        } catch (RuntimeException e) {
            // what the parser stumbles over, such as \\x with no digits, is wrong YAML too; it stands after this token
            throw new DocumentException(line(), column(), "not YAML: " + e);
        }
    }

    @Override
    public String text() {
        return switch (current) {
            case ScalarEvent scalar -> scalar.getValue();
            case AliasEvent alias -> alias.getAlias().getValue();
            case null, default -> "";
        };
    }

    @Override
    public boolean plain() {
        return current instanceof ScalarEvent scalar
                && scalar.isPlain()
                && !scalar.getTag()
                        .filter(tag -> tag.equals("!") || tag.equals(TEXT_TAG))
                        .isPresent();
    }

    @Override
    public int line() {
        return mark().map(Mark::getLine).orElse(-1) + 1;
    }

    @Override
    public int column() {
        return mark().map(Mark::getColumn).orElse(-1) + 1;
    }

    @Override
    public @Nullable String anchor() {
        if (current instanceof NodeEvent node
                && (node instanceof ScalarEvent || node instanceof CollectionStartEvent)) {
            return node.getAnchor().map(Anchor::getValue).orElse(null);
        }
        return null;
    }

    private Optional<Mark> mark() {
        return current == null ? Optional.empty() : current.getStartMark();
    }
}

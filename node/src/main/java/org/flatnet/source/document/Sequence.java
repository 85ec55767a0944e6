package org.flatnet.source.document;

import java.util.ArrayList;
import java.util.List;

/**
 * A list.
 *
 * @param items what is in it, in order
 */
public record Sequence(List<Value> items, int line, int column) implements Value {

    public Sequence {
        items = List.copyOf(items);
    }

    /**
     * The items as texts.
     *
     * @param what the list's name, for messages
     * @throws DocumentException at the first item that is none
     */
    public List<Scalar> texts(String what) throws DocumentException {
        List<Scalar> texts = new ArrayList<>(items.size());
        for (Value item : items) {
            if (!(item instanceof Scalar scalar) || !scalar.isText()) {
                throw new DocumentException(item, what + ": expected texts, found " + item.description());
            }
            texts.add(scalar);
        }
        return texts;
    }

    /**
     * The items as mappings.
     *
     * @param what the list's name, for messages
     * @throws DocumentException at the first item that is none
     */
    public List<Mapping> mappings(String what) throws DocumentException {
        List<Mapping> mappings = new ArrayList<>(items.size());
        for (Value item : items) {
            if (!(item instanceof Mapping mapping)) {
                throw new DocumentException(item, what + ": expected mappings, found " + item.description());
            }
            mappings.add(mapping);
        }
        return mappings;
    }

    @Override
    public String description() {
        return "a list";
    }
}

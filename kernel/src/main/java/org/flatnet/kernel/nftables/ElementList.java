package org.flatnet.kernel.nftables;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;

/** Elements that travel in one message ({@code NFTA_SET_ELEM_LIST_*}), and where in it each begins. */
final class ElementList {
    private static final int NFTA_SET_ELEM_LIST_TABLE = 1;
    private static final int NFTA_SET_ELEM_LIST_SET = 2;
    private static final int NFTA_SET_ELEM_LIST_ELEMENTS = 3;

    private final SetId set;
    private final boolean keysOnly;
    private final MessageWriter writer;
    private final List<Element> elements = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();

    ElementList(SetId set, boolean keysOnly) {
        this.set = set;
        this.keysOnly = keysOnly;
        this.writer = writeSet(set);
        writer.beginNest(NFTA_SET_ELEM_LIST_ELEMENTS);
    }

    static MessageWriter writeSet(SetId set) {
        return NftMessage.begin(set.table().family().number())
                .attributeString(NFTA_SET_ELEM_LIST_TABLE, set.table().name())
                .attributeString(NFTA_SET_ELEM_LIST_SET, set.name());
    }

    static List<Element> read(Message message) {
        return Decoding.checked("elements", () -> {
            Nest nest = NftMessage.attributes("elements", message);
            return nest.has(NFTA_SET_ELEM_LIST_ELEMENTS)
                    ? Element.readList(nest.nested(NFTA_SET_ELEM_LIST_ELEMENTS))
                    : List.of();
        });
    }

    int bytes() {
        return writer.length();
    }

    boolean isEmpty() {
        return elements.isEmpty();
    }

    void add(Element element) {
        starts.add(writer.length());
        elements.add(element);
        if (keysOnly) {
            element.writeKeyOnly(writer);
        } else {
            element.write(writer);
        }
    }

    Step step(int message, int flags, String verb) {
        writer.endNest();
        Subject.OfElements subject = new Subject.OfElements(set, List.copyOf(elements));
        return new Step(
                NftMessage.request(message, flags, writer, verb, new Step.Words(subject)),
                subject,
                List.copyOf(starts));
    }
}

package org.flatnet.reconcile;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.nftables.Element;
import org.flatnet.kernel.nftables.ElementKey;
import org.flatnet.kernel.nftables.SetId;
import org.jspecify.annotations.Nullable;

/**
 * An element of a set or map.
 *
 * @param end where {@code element} begins an interval of a set with one field: the element that ends it, unless it reaches
 *     the last key; else null
 */
public record ElementObject(
        SetId set, Element element, @Nullable Element end) implements KernelObject {
    public ElementObject {
        element = element.withoutState();
        if (end != null && !(end.key() instanceof ElementKey.End)) {
            throw new IllegalArgumentException(end.key() + " ends no interval");
        }
    }

    /** An element with a key of its own, or with a range of several fields. */
    public static ElementObject of(SetId set, Element element) {
        return new ElementObject(set, element, null);
    }

    /** In a set of intervals: a network's addresses. */
    public static ElementObject interval(SetId set, Cidr network, @Nullable String comment) {
        List<Element> interval = Element.interval(network);
        Element begin = interval.getFirst();
        return new ElementObject(
                set,
                comment == null ? begin : begin.withComment(comment),
                interval.size() == 1 ? null : interval.getLast());
    }

    /** As the kernel takes it: one element or two. */
    public List<Element> elements() {
        return end == null ? List.of(element) : List.of(element, end);
    }

    /** What the kernel listed of a set, the ends of intervals put to their beginnings. */
    static List<ElementObject> of(SetId set, List<Element> listed) {
        List<Element> sorted = new ArrayList<>(listed);
        if (sorted.stream().anyMatch(element -> element.key() instanceof ElementKey.End)) {
            sorted.sort(ElementObject::byPlace);
        }
        List<ElementObject> objects = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.get(i).key() instanceof ElementKey.End) {
                continue;
            }
            Element next = i + 1 < sorted.size() ? sorted.get(i + 1) : null;
            boolean ended = next != null && next.key() instanceof ElementKey.End;
            objects.add(new ElementObject(set, sorted.get(i), ended ? next : null));
        }
        return objects;
    }

    /** By key; where one interval ends and the next begins, the end first. */
    private static int byPlace(Element one, Element other) {
        return switch (one.key()) {
            case ElementKey.End(var end) ->
                switch (other.key()) {
                    case ElementKey.End(var otherEnd) -> end.compareTo(otherEnd);
                    case ElementKey.Single(var begin) -> end.compareTo(begin) <= 0 ? -1 : 1;
                    default -> -1;
                };
            case ElementKey.Single(var begin) ->
                switch (other.key()) {
                    case ElementKey.End(var otherEnd) -> begin.compareTo(otherEnd) < 0 ? -1 : 1;
                    case ElementKey.Single(var otherBegin) -> begin.compareTo(otherBegin);
                    default -> -1;
                };
            default -> other.key() instanceof ElementKey.End || other.key() instanceof ElementKey.Single ? 1 : 0;
        };
    }

    @Override
    public Identity identity() {
        return new Identity.OfElement(set, element.key(), end == null ? null : end.key());
    }

    @Override
    public Kind kind() {
        return Kind.ELEMENT;
    }
}

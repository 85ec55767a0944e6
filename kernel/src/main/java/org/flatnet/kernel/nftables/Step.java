package org.flatnet.kernel.nftables;

import java.util.Collections;
import java.util.List;
import org.flatnet.kernel.netlink.Request;

/**
 * One message of a transaction.
 *
 * @param starts where in the request's body each of several elements begins; empty for all else
 */
record Step(Request request, Subject subject, List<Integer> starts) {
    /** {@code struct nlmsghdr}. */
    static final int HEADER_BYTES = 16;

    static Step of(Request request, Subject subject) {
        return new Step(request, subject, List.of());
    }

    /** A subject for people, put into words only where somebody asks. */
    record Words(Subject subject) {
        @Override
        public String toString() {
            return text(subject);
        }
    }

    /** What the kernel means by a byte of the message; the whole subject where it means none. */
    Subject at(int offset) {
        if (!(subject instanceof Subject.OfElements(SetId set, List<Element> elements)) || offset < HEADER_BYTES) {
            return subject;
        }
        int found = Collections.binarySearch(starts, offset - HEADER_BYTES);
        int index = found >= 0 ? found : -found - 2;
        return index < 0 ? subject : new Subject.OfElements(set, List.of(elements.get(index)));
    }

    /** For people. */
    static String text(Subject subject) {
        return switch (subject) {
            case Subject.OfRuleset() -> "ruleset";
            case Subject.OfTable(TableId id) -> "table " + id;
            case Subject.OfChain(ChainId id) -> "chain " + id;
            case Subject.OfSet(SetId id) -> "set " + id;
            case Subject.OfRule(NftRule rule) ->
                "rule " + rule.chain() + (rule.comment() == null ? "" : " \"" + rule.comment() + "\"");
            case Subject.OfInstalledRule(ChainId chain, long handle) -> "rule " + chain + " handle " + handle;
            case Subject.OfObject(NamedObject.Id id) -> id.toString();
            case Subject.OfElements(SetId set, List<Element> elements) ->
                "element " + set + " { "
                        + elements.getFirst().key()
                        + (elements.size() == 1 ? " }" : ", … } (" + elements.size() + ")");
        };
    }
}

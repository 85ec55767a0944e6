package org.flatnet.kernel.nftables;

/** Which packets an element is for. Two elements of a set with the same key are the same element. */
public sealed interface ElementKey {
    /** One key. In a set of intervals with one field: the first key of an interval. */
    record Single(Value value) implements ElementKey {
        @Override
        public String toString() {
            return value.toString();
        }
    }

    /** In a set of intervals with several fields: each field from one value to another, both included. From Linux 5.6. */
    record Between(Value from, Value to) implements ElementKey {
        @Override
        public String toString() {
            return from + "-" + to;
        }
    }

    /** In a set of intervals with one field: the first key after an interval. */
    record End(Value value) implements ElementKey {
        @Override
        public String toString() {
            return "end " + value;
        }
    }

    /** Every key that no other element has. From Linux 5.13. */
    record CatchAll() implements ElementKey {
        @Override
        public String toString() {
            return "*";
        }
    }
}

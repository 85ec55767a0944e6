package org.flatnet.cni;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value as it stood in a document. Numbers keep their digits. */
sealed interface Json {

    /** {@code null}. */
    record Null() implements Json {
        @Override
        public String toString() {
            return "null";
        }
    }

    /** {@code true} or {@code false}. */
    record Flag(boolean value) implements Json {
        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** A number, whole or not. */
    record Numeral(String digits) implements Json {
        @Override
        public String toString() {
            return digits;
        }
    }

    /** A string. */
    record Text(String value) implements Json {
        @Override
        public String toString() {
            return '"' + value + '"';
        }
    }

    /** An array. */
    record Array(List<Json> values) implements Json {
        @Override
        public String toString() {
            return values.toString();
        }
    }

    /** An object. Its keys match whatever their case, as shipped configurations rely on; so no two may differ in case only. */
    final class Members implements Json {
        private final Map<String, Member> members = new LinkedHashMap<>();

        /** A key as it was written, and its value. */
        record Member(String name, Json value) {
            @Override
            public String toString() {
                return '"' + name + "\": " + value;
            }
        }

        /** Adds a member; false, and nothing is added, where there is one of this key. */
        boolean add(String name, Json value) {
            return members.putIfAbsent(name.toLowerCase(Locale.ROOT), new Member(name, value)) == null;
        }

        @Nullable
        Member get(String name) {
            return members.get(name.toLowerCase(Locale.ROOT));
        }

        Iterable<Member> all() {
            return members.values();
        }

        @Override
        public String toString() {
            return members.values().toString().replaceFirst("^\\[", "{").replaceFirst("]$", "}");
        }
    }

    /** What it is, for people: "a string". */
    default String kind() {
        return switch (this) {
            case Null() -> "null";
            case Flag _ -> "a boolean";
            case Numeral _ -> "a number";
            case Text _ -> "a string";
            case Array _ -> "an array";
            case Members _ -> "an object";
        };
    }
}

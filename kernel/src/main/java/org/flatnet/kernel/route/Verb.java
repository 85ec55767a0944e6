package org.flatnet.kernel.route;

/** What is done with an object, by the words of {@code ip} and {@code bridge}. */
public enum Verb {
    /** Makes it; an error if it is there. */
    ADD("add"),
    /** Makes it, or makes what is there like it. */
    REPLACE("replace"),
    /** Takes it away; an error if it is not there. */
    DELETE("del");

    private final String word;

    Verb(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}

package org.flatnet.cluster;

/** The kinds of object that the picture holds, each in a table of its own. */
public enum ObjectKind {
    NODE("Node"),
    SERVICE("Service"),
    ENDPOINT_SLICE("EndpointSlice");

    private final String title;

    ObjectKind(String title) {
        this.title = title;
    }

    /** The kind's name, as in a manifest's {@code kind}. */
    @Override
    public String toString() {
        return title;
    }
}

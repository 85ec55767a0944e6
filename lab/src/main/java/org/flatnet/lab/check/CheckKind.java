package org.flatnet.lab.check;

import java.util.Locale;

/** Kinds of checks, in the order in which a report tells them. */
public enum CheckKind {
    LOCALHOST("containers of a pod, over localhost"),
    SAME_NODE("pod to pod on a node"),
    CROSS_NODE("pod to pod across nodes"),
    SERVICE("pod to Service"),
    NODE_TO_POD("node to pod"),
    POD_TO_NODE("pod to node"),
    OUTSIDE("pods and the world outside"),
    ISOLATION("forged packets are stopped"),
    MTU("largest packets"),
    CNI("the CNI plugin");

    private final String title;

    CheckKind(String title) {
        this.title = title;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** The name that programs know: {@code same-node}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package org.flatnet.reconcile;

/**
 * The kinds of kernel object, in the order in which they are made: each may need those before it. They are taken away in
 * the opposite order.
 */
public enum Kind {
    LINK("link", Step.BUILD),
    SYSCTL("sysctl", Step.BUILD),
    ADDRESS("address", Step.BUILD),
    NEIGHBOUR("neighbour", Step.BUILD),
    FORWARDING("forwarding entry", Step.BUILD),
    TABLE("table", Step.BUILD),
    SET("set", Step.BUILD),
    /** A chain that only other chains lead to. */
    CHAIN("chain", Step.BUILD),
    ELEMENT("element", Step.PUBLISH),
    /** A chain that the kernel itself asks: packets meet it from the moment on at which it is there. */
    BASE_CHAIN("base chain", Step.PUBLISH),
    ROUTE("route", Step.PUBLISH);

    private final String text;
    private final Step step;

    Kind(String text, Step step) {
        this.text = text;
        this.step = step;
    }

    /** The step in which it is made or changed. */
    Step step() {
        return step;
    }

    /** The step in which it is taken away: what packets are led by goes before what they are led to. */
    Step goneStep() {
        return step == Step.BUILD ? Step.RETIRE : Step.PUBLISH;
    }

    /** Whether it lives in nftables, where several changes are one transaction. */
    boolean isNftables() {
        return switch (this) {
            case TABLE, SET, CHAIN, ELEMENT, BASE_CHAIN -> true;
            case LINK, SYSCTL, ADDRESS, NEIGHBOUR, FORWARDING, ROUTE -> false;
        };
    }

    /** For people. */
    @Override
    public String toString() {
        return text;
    }
}

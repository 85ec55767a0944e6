package org.flatnet.agent;

/**
 * Something that {@code flatnet check} looked at.
 *
 * @param what was looked at: "kernel: VXLAN"
 * @param evidence what was found
 * @param cure what to do; empty where nothing needs to be done
 */
public record Finding(Level level, String what, String evidence, String cure) {
    /** How bad it is. */
    public enum Level {
        GOOD,
        /** Flatnet works, but something that people may want does not. */
        WARNING,
        /** Pods will not get what they are promised. */
        FAULT
    }

    static Finding good(String what, String evidence) {
        return new Finding(Level.GOOD, what, evidence, "");
    }

    static Finding warning(String what, String evidence, String cure) {
        return new Finding(Level.WARNING, what, evidence, cure);
    }

    static Finding fault(String what, String evidence, String cure) {
        return new Finding(Level.FAULT, what, evidence, cure);
    }
}

package org.flatnet.lab.run;

/** Hears what is being done, so that a person who waits knows. */
@FunctionalInterface
public interface Progress {
    /** The next step begins. */
    void step(String text);
}

package org.flatnet.reconcile;

/** The steps of an apply, each over and acknowledged before the next begins. */
enum Step {
    /** What nothing points at yet. */
    BUILD,
    /** What points at it: routes, elements, base chains, as they come and as they go. */
    PUBLISH,
    /** What nothing points at any more. */
    RETIRE
}

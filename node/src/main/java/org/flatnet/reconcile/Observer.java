package org.flatnet.reconcile;

/** Is told what the loop does, on the loop's thread: for logs and metrics. */
public interface Observer {
    /** One that does not care. */
    Observer SILENT = new Observer() {};

    /** Something was applied; the loop looks for more. */
    default void applied(int changes) {}

    /** The kernel refused something that a key wants; it is tried again. */
    default void failed(Key key, Status.Failure failure) {}

    /** A key that had failed has all that it wants. */
    default void recovered(Key key) {}

    /** Something of ours was changed by someone else; it is put right next. */
    default void drifted(Drift drift) {}

    /** The kernel could not be read, or the loop met an error of its own; it goes on and checks everything. */
    default void troubled(Exception trouble) {}

    /** What the planners know of the node has changed. */
    default void selfChanged(Self self) {}
}

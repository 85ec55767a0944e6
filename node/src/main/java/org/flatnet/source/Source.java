package org.flatnet.source;

import java.io.IOException;
import java.util.List;
import org.flatnet.cluster.ClusterChange;
import org.flatnet.liveness.Vitals;

/** Something that knows the cluster's objects and follows them. */
public interface Source extends AutoCloseable {

    /** Hears of changes: one call at a time, from a thread of the source's own, none after {@link Source#close}. */
    interface Listener {

        /**
         * The cluster changed. The first call tells of everything there is, even where that is nothing; it comes once the
         * source has really read its objects, so that nothing is taken for gone while they cannot be read.
         */
        void changed(ClusterChange change);

        /** All problems that there are now; called when they are others than before. Empty when the last is solved. */
        void problems(List<SourceProblem> problems);
    }

    /**
     * Begins to follow. Returns at once; to be called once.
     *
     * @param vitals the source's thread is among them
     * @throws IOException where the system cannot watch at all
     */
    void start(Listener listener, Vitals vitals) throws IOException;

    /** Ends it; waits for a call of the listener to return, unless called from within one. */
    @Override
    void close();
}

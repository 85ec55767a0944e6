package org.flatnet.cni;

import java.io.IOException;

/**
 * Does what the runtime asks. Calls for different attachments arrive in parallel, those for one attachment one after the
 * other, and {@link #collectGarbage} alone. The request's namespace is closed when the call returns.
 *
 * <p>A {@link CniException} is told to the runtime as it is, another {@link IOException} as {@link FailureCodes} has it,
 * anything else as code 999 with its trace in the log.
 */
public interface CniHandler {

    /** Attaches the container. When it fails, all that it made has been undone. */
    CniResult add(CniRequest request) throws CniException, IOException;

    /** Detaches the container. Succeeds when there is nothing, or only a part, to detach, and without a namespace. */
    void delete(CniRequest request) throws CniException, IOException;

    /** Fails unless all is as the previous result says. */
    void check(CniRequest request) throws CniException, IOException;

    /** Fails if no pod can be added on this node, for longer than a restart takes. */
    void status(CniRequest request) throws CniException, IOException;

    /** Detaches all of the network's attachments but {@link CniRequest#validAttachments()}, which is present. */
    void collectGarbage(CniRequest request) throws CniException, IOException;
}

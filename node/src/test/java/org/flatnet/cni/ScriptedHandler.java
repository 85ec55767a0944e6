package org.flatnet.cni;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A handler that remembers what it was asked, and answers as a test says. */
final class ScriptedHandler implements CniHandler {
    final List<CniRequest> requests = Collections.synchronizedList(new ArrayList<>());
    volatile Script script = _ -> CniResult.EMPTY;

    /** What a call does; the result is ADD's. */
    interface Script {
        CniResult run(CniRequest request) throws CniException, IOException;
    }

    @Override
    public CniResult add(CniRequest request) throws CniException, IOException {
        requests.add(request);
        return script.run(request);
    }

    @Override
    public void delete(CniRequest request) throws CniException, IOException {
        add(request);
    }

    @Override
    public void check(CniRequest request) throws CniException, IOException {
        add(request);
    }

    @Override
    public void status(CniRequest request) throws CniException, IOException {
        add(request);
    }

    @Override
    public void collectGarbage(CniRequest request) throws CniException, IOException {
        add(request);
    }
}

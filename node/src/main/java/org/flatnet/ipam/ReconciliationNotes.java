package org.flatnet.ipam;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers what a comparison with the kernel changes. */
final class ReconciliationNotes {
    private final List<Lease> freed = new ArrayList<>();
    private final Set<Lease> restored = new LinkedHashSet<>();
    private final List<Lease> rewritten = new ArrayList<>();
    private final List<IpamProblem> problems = new ArrayList<>();

    void freed(Lease lease) {
        freed.add(lease);
    }

    void restored(Lease lease) {
        restored.add(lease);
    }

    /** A lease that was restored has no file either; it is told of once. */
    void rewritten(Lease lease) {
        if (!restored.contains(lease)) {
            rewritten.add(lease);
        }
    }

    void problem(String network, String message) {
        problems.add(new IpamProblem(network, message));
    }

    Reconciliation done() {
        return new Reconciliation(freed, List.copyOf(restored), rewritten, problems);
    }
}

package org.flatnet.ipam;

import java.util.List;

/**
 * What the kernel's testimony changed.
 *
 * @param freed leases that had neither link nor call in flight
 * @param restored leases that a link had lost
 * @param rewritten leases whose file was gone and was written again
 * @param problems what people should look at: two links with one address, a file that cannot be written
 */
public record Reconciliation(
        List<Lease> freed, List<Lease> restored, List<Lease> rewritten, List<IpamProblem> problems) {

    public Reconciliation {
        freed = List.copyOf(freed);
        restored = List.copyOf(restored);
        rewritten = List.copyOf(rewritten);
        problems = List.copyOf(problems);
    }
}

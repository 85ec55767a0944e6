package org.flatnet.cluster;

import java.util.List;
import org.flatnet.kernel.net.IpAddress;

/**
 * One endpoint of a slice. Nodes and zones that many have are one string in memory.
 *
 * @param address where packets go
 * @param conditions whether it may be used
 * @param node where it runs; empty where that is not known
 * @param forNodes the nodes whose clients it is meant for; empty for all
 * @param forZones the zones whose clients it is meant for; empty for all
 */
public record Endpoint(
        IpAddress address, Conditions conditions, String node, List<String> forNodes, List<String> forZones) {
    public Endpoint {
        forNodes = List.copyOf(forNodes);
        forZones = List.copyOf(forZones);
        if (address.isUnspecified() || address.isLoopback() || address.isMulticast() || address.isLinkLocal()) {
            throw new IllegalArgumentException(
                    address + " cannot be an endpoint's address: expected one that other nodes reach");
        }
    }

    /**
     * The three conditions of an endpoint.
     *
     * @param ready it takes new connections
     * @param serving it answers, though it may be about to end
     * @param terminating it is about to end
     */
    public record Conditions(boolean ready, boolean serving, boolean terminating) {
        private static final Conditions USUAL = new Conditions(true, true, false);
        private static final Conditions UNREADY = new Conditions(false, false, false);
        private static final Conditions ENDING = new Conditions(false, true, true);

        /** Of the few that there are, nearly all are one of three objects. */
        public static Conditions of(boolean ready, boolean serving, boolean terminating) {
            Conditions conditions = new Conditions(ready, serving, terminating);
            for (Conditions shared : List.of(USUAL, UNREADY, ENDING)) {
                if (shared.equals(conditions)) {
                    return shared;
                }
            }
            return conditions;
        }

        /** Whether it can still be fallen back to when no endpoint is ready. */
        public boolean isLastResort() {
            return serving && terminating;
        }
    }
}

package org.flatnet.ipam;

/**
 * Something about the leases that went on without anyone's call failing, for the log and the status.
 *
 * @param network the name of the network; empty where it is of none
 * @param message what was found, where, and what was done about it
 */
public record IpamProblem(String network, String message) {

    @Override
    public String toString() {
        return network.isEmpty() ? message : "network " + network + ": " + message;
    }
}

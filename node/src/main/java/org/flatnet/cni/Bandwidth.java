package org.flatnet.cni;

/**
 * Limits of a container's traffic: rates in bits per second, bursts in bits; 0 means no limit. What is more than a long
 * holds stands as the largest long, as for the burst of 2^64-1 that containerd sends.
 *
 * @param ingressRate of what the container receives
 * @param egressRate of what it sends
 */
public record Bandwidth(long ingressRate, long ingressBurst, long egressRate, long egressBurst) {

    boolean limits() {
        return ingressRate != 0 || egressRate != 0;
    }
}

package org.flatnet.pod;

import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;

/**
 * An address that a pod gets, or has.
 *
 * @param address with the prefix of its subnet
 * @param gateway by which the pod reaches what is outside; null for none
 */
public record PodAddress(InterfaceAddress address, @Nullable IpAddress gateway) {
    public PodAddress {
        if (address.address().isUnspecified() || address.address().isMulticast()) {
            throw new IllegalArgumentException(
                    "a pod cannot have the address " + address + ": expected a unicast address");
        }
        if (gateway != null && gateway.family() != address.family()) {
            throw new IllegalArgumentException("the gateway " + gateway + " of " + address
                    + " is of the other family: expected an " + address.family() + " address");
        }
        if (address.address().equals(gateway)) {
            throw new IllegalArgumentException("the pod's address " + address + " is its gateway's too");
        }
    }

    public IpFamily family() {
        return address.family();
    }

    @Override
    public String toString() {
        return gateway == null ? address.toString() : address + " via " + gateway;
    }
}

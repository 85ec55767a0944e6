package org.flatnet.ipam;

/** A range set has no free address. It passes when a pod goes: the runtime should ask again. */
public final class AddressesExhaustedException extends IpamException {
    private static final long serialVersionUID = 1L;

    private final transient RangeSet set;
    private final long resting;

    AddressesExhaustedException(String network, RangeSet set, long resting) {
        super(
                "no free address is left on network " + network + " in " + set
                        + (resting == 0
                                ? ": delete pods, or give the node a larger or a second range"
                                : "; " + resting + " of them wait until the flows of their last pod are deleted"),
                null);
        this.set = set;
        this.resting = resting;
    }

    /** The set that is full. */
    public RangeSet set() {
        return set;
    }

    /** How many of the set's addresses were released and wait until their flows are deleted. */
    public long resting() {
        return resting;
    }
}

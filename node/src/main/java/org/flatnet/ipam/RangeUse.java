package org.flatnet.ipam;

import java.math.BigInteger;
import org.flatnet.model.AddressRange;

/**
 * How full a range is.
 *
 * @param range what is counted
 * @param usable how many addresses can be handed out at all; the gateway and the subnet's own addresses cannot
 * @param leased how many are leased
 * @param resting how many were released and wait until their flows are deleted
 */
public record RangeUse(AddressRange range, BigInteger usable, long leased, long resting) {

    /** How many can be handed out now. */
    public BigInteger free() {
        return usable.subtract(BigInteger.valueOf(leased + resting)).max(BigInteger.ZERO);
    }
}

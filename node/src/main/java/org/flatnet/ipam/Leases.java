package org.flatnet.ipam;

import java.util.List;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.AddressRange;
import org.flatnet.model.AttachmentId;

/**
 * What an attachment was given: one address for each range set, in the sets' order.
 *
 * @param owner the attachment that holds them
 * @param given never empty
 */
public record Leases(AttachmentId owner, List<Given> given) {

    public Leases {
        given = List.copyOf(given);
    }

    /**
     * An address, and the range it came from, which says the subnet and the gateway.
     *
     * @param address the attachment's own
     * @param range holds the address
     */
    public record Given(IpAddress address, AddressRange range) {

        public Given {
            if (!range.contains(address)) {
                throw new IllegalArgumentException(address + " is not one of " + range);
            }
        }

        /** The address with the prefix length of its subnet. */
        public InterfaceAddress inSubnet() {
            return new InterfaceAddress(address, range.subnet().prefixLength());
        }
    }

    public List<IpAddress> addresses() {
        return given.stream().map(Given::address).toList();
    }
}

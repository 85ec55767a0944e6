package org.flatnet.cni;

import java.util.List;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AddressRange;
import org.jspecify.annotations.Nullable;

/**
 * What the runtime adds to the configuration for one container, by the capabilities that the configuration declares.
 *
 * @param ipRanges sets of ranges, each of which gives the container one address; come before the configuration's own
 * @param bandwidth null where none is given, as for dns and mac
 * @param addresses wanted for the container
 * @param mac wanted for its interface
 * @param cgroupPath empty where it is not given, as for infinibandGuid and deviceId
 */
public record RuntimeConfig(
        List<PortMapping> portMappings,
        List<List<AddressRange>> ipRanges,
        @Nullable Bandwidth bandwidth,
        @Nullable CniDns dns,
        List<IpAddress> addresses,
        @Nullable MacAddress mac,
        String cgroupPath,
        List<String> aliases,
        String infinibandGuid,
        String deviceId) {
    public static final RuntimeConfig NONE =
            new RuntimeConfig(List.of(), List.of(), null, null, List.of(), null, "", List.of(), "", "");

    public RuntimeConfig {
        portMappings = List.copyOf(portMappings);
        ipRanges = ipRanges.stream().map(List::copyOf).toList();
        addresses = List.copyOf(addresses);
        aliases = List.copyOf(aliases);
    }
}

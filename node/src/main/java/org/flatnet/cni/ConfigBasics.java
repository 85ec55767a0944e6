package org.flatnet.cni;

import java.util.List;
import java.util.Set;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/**
 * What network configurations of every type have.
 *
 * @param name the network's name
 * @param dns what the runtime or else the configuration says of name servers; it goes before what an address plugin says
 * @param previousResult of the plugin before this one in the chain or, for CHECK and DEL, of the ADD
 * @param argumentAddresses {@code args.cni.ips}: addresses wanted for the container
 * @param argumentMac {@code args.cni.mac}: the MAC address wanted for its interface
 * @param validAttachments {@code cni.dev/valid-attachments}, for GC; null where the key is absent, which asks for
 *     nothing to be collected, while an empty set asks for everything
 */
public record ConfigBasics(
        CniVersion version,
        String name,
        CniDns dns,
        @Nullable CniResult previousResult,
        RuntimeConfig runtime,
        List<IpAddress> argumentAddresses,
        @Nullable MacAddress argumentMac,
        @Nullable Set<AttachmentId> validAttachments) {

    public ConfigBasics {
        AttachmentId.checkNetwork(name);
        argumentAddresses = List.copyOf(argumentAddresses);
        validAttachments = validAttachments == null ? null : Set.copyOf(validAttachments);
    }

    /** Those of a configuration that says no more than its name. */
    public ConfigBasics(CniVersion version, String name) {
        this(version, name, CniDns.NONE, null, RuntimeConfig.NONE, List.of(), null, null);
    }
}

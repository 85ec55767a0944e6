package org.flatnet.cni;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/**
 * A runtime's call, read and checked.
 *
 * @param containerId empty for STATUS and GC, as is the interface's name
 * @param namespace the container's; present for ADD and CHECK; null for DEL where it is gone. It belongs to the server
 * @param namespacePath CNI_NETNS, the {@code sandbox} of results; may be empty for DEL
 * @param interfaceName the interface's name inside the container
 * @param arguments CNI_ARGS
 * @param calledAs the plugin's name that the executable was called by
 */
public record CniRequest(
        CniCommand command,
        String containerId,
        @Nullable NetworkNamespace namespace,
        String namespacePath,
        String interfaceName,
        CniArguments arguments,
        String calledAs,
        NetworkConfig config) {

    public CniRequest {
        if (command.concernsAttachment()) {
            AttachmentId.checkContainerId(containerId);
            AttachmentId.checkInterfaceName(interfaceName);
        }
        if (namespace == null && (command == CniCommand.ADD || command == CniCommand.CHECK)) {
            throw new IllegalArgumentException(command + " without a namespace");
        }
    }

    /** What ADD, CHECK and DEL are about. */
    public AttachmentId attachment() {
        return new AttachmentId(config.name(), containerId, interfaceName);
    }

    /** The container's namespace, which ADD and CHECK have. */
    public NetworkNamespace requireNamespace() {
        if (namespace == null) {
            throw new IllegalStateException(command + " of a container whose namespace is gone");
        }
        return namespace;
    }

    /** The addresses wanted for the container, from all three places that can name some, without repetition. */
    public List<IpAddress> requestedAddresses() {
        Set<IpAddress> wanted = new LinkedHashSet<>(arguments.addresses());
        wanted.addAll(config.basics().argumentAddresses());
        wanted.addAll(config.runtime().addresses());
        return new ArrayList<>(wanted);
    }

    /** The MAC address wanted for the interface: the runtime's word goes before {@code args}, and that before CNI_ARGS. */
    public @Nullable MacAddress requestedMac() {
        if (config.runtime().mac() != null) {
            return config.runtime().mac();
        }
        MacAddress argument = config.basics().argumentMac();
        return argument != null ? argument : arguments.mac();
    }

    /** For GC: the attachments to keep; null, for which nothing is to be done, where the runtime names none. */
    public @Nullable Set<AttachmentId> validAttachments() {
        return config.basics().validAttachments();
    }

    /** For messages and logs. */
    @Override
    public String toString() {
        return command.concernsAttachment() ? command + " " + attachment() : command + " " + config.name();
    }
}

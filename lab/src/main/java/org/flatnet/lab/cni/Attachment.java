package org.flatnet.lab.cni;

import java.nio.file.Path;
import java.util.Map;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a runtime asks for: one interface of one container.
 *
 * @param namespace the container's; null once it is gone
 * @param arguments for CNI_ARGS, in order
 * @param capabilities what plugins that declare them are given as runtimeConfig
 */
public record Attachment(
        String containerId,
        @Nullable Path namespace,
        String interfaceName,
        Map<String, String> arguments,
        Map<String, JsonNode> capabilities) {

    public Attachment {
        AttachmentId.checkContainerId(containerId);
        AttachmentId.checkInterfaceName(interfaceName);
        capabilities = Map.copyOf(capabilities);
    }

    /** The interface eth0 of a container, with nothing special. */
    public static Attachment of(String containerId, @Nullable Path namespace) {
        return new Attachment(containerId, namespace, "eth0", Map.of(), Map.of());
    }
}

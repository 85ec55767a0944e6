package org.flatnet.cni;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachmentId;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables of a call, read and checked.
 *
 * @param containerId empty where the command has none, as is the interface's name
 * @param ownNamespaceAllowed CNI_NETNS_OVERRIDE: CNI_NETNS may be the namespace of the plugin itself
 */
record CniEnvironment(
        CniCommand command,
        String containerId,
        String namespacePath,
        String interfaceName,
        CniArguments arguments,
        boolean ownNamespaceAllowed) {
    private static final Set<String> KNOWN_ARGUMENTS = Set.of(
            "IgnoreUnknown",
            "IP",
            "MAC",
            "K8S_POD_NAMESPACE",
            "K8S_POD_NAME",
            "K8S_POD_INFRA_CONTAINER_ID",
            "K8S_POD_UID");

    /** The command that the variables name. */
    static CniCommand command(Map<String, String> variables) throws CniException {
        String name = variables.getOrDefault("CNI_COMMAND", "");
        return CniCommand.of(name)
                .orElseThrow(() ->
                        new CniException(CniCode.INVALID_ENVIRONMENT, "unknown CNI_COMMAND: " + Shown.shortened(name)));
    }

    static CniEnvironment read(CniCommand command, Map<String, String> variables) throws CniException {
        List<String> missing = new ArrayList<>();
        for (String name : command.requiredVariables()) {
            if (variables.getOrDefault(name, "").isEmpty()) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            throw new CniException(
                    CniCode.INVALID_ENVIRONMENT, "required env variables [" + String.join(",", missing) + "] missing");
        }
        String containerId = "";
        String interfaceName = "";
        if (command.concernsAttachment()) {
            containerId = variables.getOrDefault("CNI_CONTAINERID", "");
            interfaceName = variables.getOrDefault("CNI_IFNAME", "");
            check("CNI_CONTAINERID", containerId, AttachmentId::checkContainerId);
            check("CNI_IFNAME", interfaceName, AttachmentId::checkInterfaceName);
        }
        return new CniEnvironment(
                command,
                containerId,
                variables.getOrDefault("CNI_NETNS", ""),
                interfaceName,
                arguments(variables.getOrDefault("CNI_ARGS", "")),
                isTrue(variables.getOrDefault("CNI_NETNS_OVERRIDE", "")));
    }

    private interface Check {
        void accept(String value);
    }

    private static void check(String variable, String value, Check check) throws CniException {
        value(variable, () -> {
            check.accept(value);
            return value;
        });
    }

    private static <T> T value(String variable, Supplier<T> value) throws CniException {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new CniException(
                            CniCode.INVALID_ENVIRONMENT,
                            variable + ": " + Shown.shortened(String.valueOf(e.getMessage())))
                    .causedBy(e);
        }
    }

    /** Reads {@code KEY=VALUE;KEY=VALUE}, in which the keys' case counts. */
    static CniArguments arguments(String text) throws CniException {
        if (text.isEmpty()) {
            return CniArguments.NONE;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0 || pair.indexOf('=', equals + 1) >= 0) {
                throw new CniException(
                        CniCode.INVALID_ENVIRONMENT,
                        "CNI_ARGS: invalid pair " + Shown.quoted(pair) + ": expected KEY=VALUE with one =");
            }
            values.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        Set<String> unknown = new TreeSet<>(values.keySet());
        unknown.removeAll(KNOWN_ARGUMENTS);
        if (!unknown.isEmpty() && !ignoresUnknown(values)) {
            throw new CniException(
                    CniCode.INVALID_ENVIRONMENT,
                    "CNI_ARGS: unknown args " + Shown.shortened(String.join(", ", unknown))
                            + ": expected some of those that are known, or IgnoreUnknown=1");
        }
        return new CniArguments(values, addresses(values), mac(values));
    }

    private static boolean ignoresUnknown(Map<String, String> values) throws CniException {
        String text = values.getOrDefault("IgnoreUnknown", "false");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "1", "true" -> true;
            case "0", "false" -> false;
            default ->
                throw new CniException(
                        CniCode.INVALID_ENVIRONMENT,
                        "CNI_ARGS: IgnoreUnknown is " + Shown.quoted(text) + ": expected 1, true, 0 or false");
        };
    }

    private static List<IpAddress> addresses(Map<String, String> values) throws CniException {
        String text = values.getOrDefault("IP", "");
        return text.isEmpty() ? List.of() : List.of(value("CNI_ARGS: IP", () -> ConfigSection.addressOfEither(text)));
    }

    private static @Nullable MacAddress mac(Map<String, String> values) throws CniException {
        String text = values.getOrDefault("MAC", "");
        return text.isEmpty() ? null : value("CNI_ARGS: MAC", () -> ConfigSection.linkMac(text));
    }

    private static boolean isTrue(String text) {
        return text.equals("1") || text.equalsIgnoreCase("true");
    }
}

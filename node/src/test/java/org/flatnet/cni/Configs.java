package org.flatnet.cni;

import java.nio.charset.StandardCharsets;

/** Reads configurations for tests. */
final class Configs {
    private Configs() {}

    static NetworkConfig read(CniCommand command, String calledAs, String json) throws CniException {
        ConfigSection root = ConfigSection.root(JsonReader.read(json.getBytes(StandardCharsets.UTF_8)));
        return ConfigReader.read(root, ConfigReader.version(root), command, calledAs);
    }

    /** A configuration for ADD of version 1.1.0 and the name that it is called by, with these further keys. */
    static <C extends NetworkConfig> C add(Class<C> type, String calledAs, String moreKeys) throws CniException {
        String more = moreKeys.isEmpty() ? "" : ", " + moreKeys;
        String json = "{\"cniVersion\": \"1.1.0\", \"name\": \"net\"" + more + "}";
        return type.cast(read(CniCommand.ADD, calledAs, json));
    }
}

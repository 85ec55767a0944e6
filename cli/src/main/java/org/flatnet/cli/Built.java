package org.flatnet.cli;

import java.nio.file.Path;

/** Files that the build makes beside the jar. */
final class Built {
    private Built() {}

    /** The CNI executable: as FLATNET_CNI says, or in the checkout that FLATNET_HOME says. */
    static Path cniExecutable() {
        String given = System.getenv("FLATNET_CNI");
        return given == null ? home().resolve("shim/target/flatnet-cni") : Path.of(given);
    }

    /** The checkout. */
    static Path home() {
        String given = System.getenv("FLATNET_HOME");
        return Path.of(given == null ? "." : given).toAbsolutePath().normalize();
    }
}

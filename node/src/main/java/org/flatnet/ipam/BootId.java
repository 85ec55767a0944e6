package org.flatnet.ipam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's name for the time since it started: random, another one each time. */
public final class BootId {
    private static final Path FILE = Path.of("/proc/sys/kernel/random/boot_id");

    private BootId() {}

    /** This boot's. */
    public static String read() throws IOException {
        return Files.readString(FILE).strip();
    }
}

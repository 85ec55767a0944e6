package org.flatnet.kernel.sys;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Kernel settings under {@code /proc/sys}, by their path there: {@code net/ipv4/ip_forward}. Those under {@code net} are
 * those of the calling thread's network namespace.
 */
public final class Sysctl {
    private static final Path ROOT = Path.of("/proc/sys");
    private static final int LONGEST_VALUE = 4096;
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.@:+~-]+(/[A-Za-z0-9_.@:+~-]+)+");

    private Sysctl() {}

    /** The value without its line end. */
    public static String read(String key) throws KernelException {
        try (Descriptor file = Descriptor.openForReading(path(key))) {
            return new String(file.read(LONGEST_VALUE), StandardCharsets.UTF_8).strip();
        }
    }

    public static void write(String key, String value) throws KernelException {
        try (Descriptor file = Descriptor.openForWriting(path(key))) {
            file.write(value);
        }
    }

    private static Path path(String key) {
        if (!KEY.matcher(key).matches() || key.contains("..")) {
            throw new IllegalArgumentException("\"" + key + "\" is no setting's path such as net/ipv4/ip_forward");
        }
        return ROOT.resolve(key);
    }
}

package org.flatnet.kernel.sys;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Kernel settings under {@code /proc/sys}, by their path there: {@code net/ipv4/ip_forward}. Those under {@code net} are
 * those of the calling thread's network namespace.
 */
public final class Sysctl {
    private static final String ROOT = "/proc/sys/";
    private static final int LONGEST_VALUE = 4096;
    /** A part may be a link's name, which may hold more or less anything. */
    private static final Pattern KEY = Pattern.compile("[^/\\s\\p{Cntrl}]+(/[^/\\s\\p{Cntrl}]+)+");

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

    private static String path(String key) {
        if (!KEY.matcher(key).matches() || ("/" + key + "/").contains("/../")) {
            throw new IllegalArgumentException("\"" + key + "\" is no setting's path such as net/ipv4/ip_forward");
        }
        return ROOT + key;
    }
}

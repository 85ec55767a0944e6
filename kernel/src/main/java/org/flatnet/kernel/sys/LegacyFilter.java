package org.flatnet.kernel.sys;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.flatnet.kernel.net.IpFamily;

/**
 * The filter table of the iptables that is not nftables ({@code linux/netfilter_ipv4/ip_tables.h}), in the network
 * namespace of the calling thread. Only looked at: programs that still write there are others'.
 */
public final class LegacyFilter {
    private static final String TABLE = "filter";
    private static final int FORWARD = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_INET = 2;
    private static final int SOCK_RAW = 3;
    private static final int IPPROTO_RAW = 255;
    private static final int IPPROTO_IPV6 = 41;
    private static final int SO_GET_INFO = 64;
    private static final int SO_GET_ENTRIES = 65;
    private static final int NAME_BYTES = 32;
    private static final int INFO_BYTES = 84;
    private static final int INFO_HOOKS = 36;
    private static final int INFO_UNDERFLOWS = 56;
    private static final int INFO_SIZE = 80;
    private static final int ENTRIES = 40;
    private static final int TARGET_NAME = 2;
    private static final int TARGET_NAME_BYTES = 29;
    private static final int TARGET_BYTES = 32;
    private static final int DROP = -1;

    private final int matchBytes;
    private final int entryBytes;
    private final ByteBuffer info;
    private final ByteBuffer entries;

    private LegacyFilter(IpFamily family, ByteBuffer info, ByteBuffer entries) {
        matchBytes = family == IpFamily.IPV4 ? 84 : 136;
        entryBytes = family == IpFamily.IPV4 ? 112 : 168;
        this.info = info;
        this.entries = entries;
    }

    /** Whether it drops or rejects what is forwarded and no rule of it knows; false where there is no such table. */
    public static boolean dropsForwarded(IpFamily family) throws IOException {
        return exists(family) && read(family).dropsForwarded();
    }

    /** To ask for a table that is not there would make it. */
    private static boolean exists(IpFamily family) throws IOException {
        String names = family == IpFamily.IPV4 ? "ip_tables_names" : "ip6_tables_names";
        try {
            return Files.readAllLines(Path.of("/proc/thread-self/net", names)).contains(TABLE);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static LegacyFilter read(IpFamily family) throws KernelException {
        String operation = "read the " + family + " filter table of iptables-legacy";
        int domain = family == IpFamily.IPV4 ? AF_INET : AF_INET6;
        int level = family == IpFamily.IPV4 ? 0 : IPPROTO_IPV6;
        int number = Native.socket(domain, SOCK_RAW | UnixListener.SOCK_CLOEXEC, IPPROTO_RAW);
        try (Descriptor socket = new Descriptor(Results.check(number, operation));
                Arena arena = Arena.ofConfined()) {
            MemorySegment info = named(arena, INFO_BYTES);
            ask(socket, level, SO_GET_INFO, info, operation);
            int size = info.get(ValueLayout.JAVA_INT, INFO_SIZE);
            MemorySegment entries = named(arena, ENTRIES + size);
            entries.set(ValueLayout.JAVA_INT, NAME_BYTES, size);
            ask(socket, level, SO_GET_ENTRIES, entries, operation);
            return new LegacyFilter(
                    family, Buffers.copyOut(info, INFO_BYTES), Buffers.copyOut(entries.asSlice(ENTRIES), size));
        }
    }

    private static MemorySegment named(Arena arena, int bytes) {
        MemorySegment segment = arena.allocate(bytes, Long.BYTES);
        segment.setString(0, TABLE, StandardCharsets.US_ASCII);
        return segment;
    }

    private static void ask(Descriptor socket, int level, int option, MemorySegment value, String operation)
            throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = Buffers.integer(arena, (int) value.byteSize());
            Results.check(Native.getsockopt(socket.number(), level, option, value, length), operation);
        }
    }

    /** By its policy, the entry behind its rules, or by its last rule where that is for everything. */
    private boolean dropsForwarded() {
        int policy = info.getInt(INFO_UNDERFLOWS + FORWARD * Integer.BYTES);
        if (isDrop(policy)) {
            return true;
        }
        int last = -1;
        for (int at = info.getInt(INFO_HOOKS + FORWARD * Integer.BYTES); at < policy; at += next(at)) {
            last = at;
        }
        return last >= 0
                && isForEverything(last)
                && (isDrop(last) || targetName(last).equals("REJECT"));
    }

    private int targetOffset(int entry) {
        return Short.toUnsignedInt(entries.getShort(entry + matchBytes + Integer.BYTES));
    }

    private int next(int entry) {
        return Short.toUnsignedInt(entries.getShort(entry + matchBytes + Integer.BYTES + Short.BYTES));
    }

    private boolean isForEverything(int entry) {
        for (int at = 0; at < matchBytes; at++) {
            if (entries.get(entry + at) != 0) {
                return false;
            }
        }
        return targetOffset(entry) == entryBytes;
    }

    private boolean isDrop(int entry) {
        return targetName(entry).isEmpty() && entries.getInt(entry + targetOffset(entry) + TARGET_BYTES) == DROP;
    }

    /** Empty for the target that is a verdict or a chain. */
    private String targetName(int entry) {
        byte[] name = new byte[TARGET_NAME_BYTES];
        entries.get(entry + targetOffset(entry) + TARGET_NAME, name);
        String text = new String(name, StandardCharsets.US_ASCII);
        return text.substring(0, text.indexOf(0));
    }
}

package org.flatnet.kernel.net;

import java.util.ArrayList;
import java.util.List;

/** The text forms of addresses: RFC 4291 section 2.2 in, RFC 5952 out. No name is ever looked up. */
final class IpAddressText {
    private static final int GROUPS = 8;
    private static final int LONGEST_TEXT = 45;

    private IpAddressText() {}

    static byte[] parse(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw bad(text.substring(0, LONGEST_TEXT) + "…", "longer than any address");
        }
        return text.indexOf(':') >= 0 ? parseIpv6(text) : parseIpv4(text, text);
    }

    private static byte[] parseIpv4(String whole, String part) {
        String[] numbers = part.split("\\.", -1);
        if (numbers.length != 4) {
            throw bad(whole, "expected four decimal numbers, or IPv6 groups with colons");
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) decimalByte(whole, numbers[i]);
        }
        return bytes;
    }

    /** No leading zero: some readers take such numbers as octal, so that two programs would mean different hosts. */
    private static int decimalByte(String whole, String number) {
        boolean digits =
                !number.isEmpty() && number.length() <= 3 && number.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || number.length() > 1 && number.charAt(0) == '0' || Integer.parseInt(number) > 255) {
            throw bad(whole, "\"" + number + "\" is no number from 0 to 255 without leading zeros");
        }
        return Integer.parseInt(number);
    }

    private static byte[] parseIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return joined(text, groups(text, text, true), List.of(), false);
        }
        if (text.indexOf("::", gap + 1) >= 0) {
            throw bad(text, "\"::\" may stand once");
        }
        List<Integer> before = groups(text, text.substring(0, gap), false);
        List<Integer> after = groups(text, text.substring(gap + 2), true);
        return joined(text, before, after, true);
    }

    private static List<Integer> groups(String whole, String part, boolean mayEndInIpv4) {
        List<Integer> groups = new ArrayList<>();
        if (part.isEmpty()) {
            return groups;
        }
        String[] words = part.split(":", -1);
        for (int i = 0; i < words.length; i++) {
            if (mayEndInIpv4 && i == words.length - 1 && words[i].indexOf('.') >= 0) {
                byte[] ipv4 = parseIpv4(whole, words[i]);
                groups.add(Byte.toUnsignedInt(ipv4[0]) << 8 | Byte.toUnsignedInt(ipv4[1]));
                groups.add(Byte.toUnsignedInt(ipv4[2]) << 8 | Byte.toUnsignedInt(ipv4[3]));
            } else {
                groups.add(hexGroup(whole, words[i]));
            }
        }
        return groups;
    }

    private static int hexGroup(String whole, String word) {
        boolean hex = !word.isEmpty() && word.length() <= 4 && word.chars().allMatch(IpAddressText::isHexDigit);
        if (!hex) {
            throw bad(whole, "\"" + word + "\" is no group of one to four hexadecimal digits");
        }
        return Integer.parseInt(word, 16);
    }

    /** ASCII only: Character.digit would take digits of other scripts. */
    private static boolean isHexDigit(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    private static byte[] joined(String text, List<Integer> before, List<Integer> after, boolean gap) {
        int missing = GROUPS - before.size() - after.size();
        if (gap ? missing < 1 : missing != 0) {
            throw bad(text, "expected eight groups, or fewer with one \"::\"");
        }
        byte[] bytes = new byte[16];
        for (int i = 0; i < before.size(); i++) {
            putGroup(bytes, i, before.get(i));
        }
        for (int i = 0; i < after.size(); i++) {
            putGroup(bytes, GROUPS - after.size() + i, after.get(i));
        }
        return bytes;
    }

    private static void putGroup(byte[] bytes, int index, int group) {
        bytes[2 * index] = (byte) (group >>> 8);
        bytes[2 * index + 1] = (byte) group;
    }

    static String print(IpAddress address) {
        byte[] bytes = address.bytes();
        return address.family() == IpFamily.IPV4 ? printIpv4(bytes, 0) : printIpv6(address, bytes);
    }

    private static String printIpv4(byte[] bytes, int from) {
        return Byte.toUnsignedInt(bytes[from]) + "." + Byte.toUnsignedInt(bytes[from + 1]) + "."
                + Byte.toUnsignedInt(bytes[from + 2]) + "." + Byte.toUnsignedInt(bytes[from + 3]);
    }

    private static String printIpv6(IpAddress address, byte[] bytes) {
        if (address.high() == 0 && address.low() >>> 32 == 0xffff) {
            return "::ffff:" + printIpv4(bytes, 12);
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = Byte.toUnsignedInt(bytes[2 * i]) << 8 | Byte.toUnsignedInt(bytes[2 * i + 1]);
        }
        int[] run = longestZeroRun(groups);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (run[1] > 1 && i == run[0]) {
                text.append("::");
                i += run[1] - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /** Start and length of the first longest run of zero groups. */
    private static int[] longestZeroRun(int[] groups) {
        int bestStart = 0;
        int bestLength = 0;
        int length = 0;
        for (int i = 0; i < groups.length; i++) {
            length = groups[i] == 0 ? length + 1 : 0;
            if (length > bestLength) {
                bestLength = length;
                bestStart = i - length + 1;
            }
        }
        return new int[] {bestStart, bestLength};
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException("\"" + text + "\" is not an IP address: " + why);
    }
}

package org.flatnet.kernel.net;

/** Reads "address/length", for prefixes and interface addresses alike. */
record PrefixText(IpAddress address, int prefixLength) {

    static PrefixText parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has no prefix length: expected address/length, such as 10.200.0.0/24");
        }
        IpAddress address = IpAddress.parse(text.substring(0, slash));
        return new PrefixText(address, length(text, text.substring(slash + 1), address.family()));
    }

    private static int length(String whole, String digits, IpFamily family) {
        boolean number =
                !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean leadingZero = digits.length() > 1 && digits.startsWith("0");
        if (!number || leadingZero || Integer.parseInt(digits) > family.bits()) {
            throw new IllegalArgumentException("\"" + whole + "\": the prefix length of an " + family
                    + " prefix is a number from 0 to " + family.bits());
        }
        return Integer.parseInt(digits);
    }

    static void check(IpFamily family, int prefixLength) {
        if (prefixLength < 0 || prefixLength > family.bits()) {
            throw new IllegalArgumentException(
                    "prefix length " + prefixLength + ": expected 0 to " + family.bits() + " for " + family);
        }
    }
}

package org.flatnet.cluster;

import java.util.regex.Pattern;

/** The forms that Kubernetes gives names. */
final class DnsNames {
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_SUBDOMAIN = 253;
    private static final int SHOWN_CHARACTERS = 80;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*+");

    private DnsNames() {}

    /**
     * Refuses what is no DNS label.
     *
     * @param what the name is of, with an article, for the message
     */
    static void checkLabel(String what, String name) {
        check(what, name, LABEL, "digits and '-'", LONGEST_LABEL);
    }

    /** Refuses what is no DNS subdomain. */
    static void checkSubdomain(String what, String name) {
        check(what, name, SUBDOMAIN, "digits, '-' and '.'", LONGEST_SUBDOMAIN);
    }

    private static void check(String what, String name, Pattern form, String characters, int longest) {
        if (name.length() > longest || !form.matcher(name).matches()) {
            String shown = name.length() > SHOWN_CHARACTERS ? name.substring(0, SHOWN_CHARACTERS) + "…" : name;
            throw new IllegalArgumentException("\"" + shown + "\" is not " + what + ": expected lower case letters, "
                    + characters + ", beginning and ending with a letter or digit, at most " + longest + " characters");
        }
    }
}

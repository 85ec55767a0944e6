package org.flatnet.kernel.route;

/** Which of two default routers a host prefers (RFC 4191); IPv6 only. */
public enum RoutePreference {
    MEDIUM(0, "medium"),
    HIGH(1, "high"),
    LOW(3, "low");

    private final int number;
    private final String word;

    RoutePreference(int number, String word) {
        this.number = number;
        this.word = word;
    }

    int number() {
        return number;
    }

    String word() {
        return word;
    }

    /** Any other number means medium. */
    static RoutePreference ofNumber(int number) {
        return number == HIGH.number ? HIGH : number == LOW.number ? LOW : MEDIUM;
    }
}

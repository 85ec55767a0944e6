package org.flatnet.model;

/** The transport protocols of Services and policies. */
public enum Protocol {
    TCP(6),
    UDP(17),
    SCTP(132);

    private final int number;

    Protocol(int number) {
        this.number = number;
    }

    /** Its number in the IP header. */
    public int number() {
        return number;
    }

    /**
     * The protocol of this name, as Kubernetes writes it.
     *
     * @throws IllegalArgumentException for any other
     */
    public static Protocol parse(String name) {
        return switch (name) {
            case "TCP" -> TCP;
            case "UDP" -> UDP;
            case "SCTP" -> SCTP;
            default ->
                throw new IllegalArgumentException(
                        "\"" + name + "\" is no protocol of a port: expected TCP, UDP or SCTP");
        };
    }
}

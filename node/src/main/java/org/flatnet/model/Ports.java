package org.flatnet.model;

/** Port numbers. */
public final class Ports {
    public static final int LAST = 65_535;

    private Ports() {}

    /**
     * The port itself, if it is one that packets can be sent to.
     *
     * @throws IllegalArgumentException for any other number
     */
    public static int checked(int port) {
        if (port < 1 || port > LAST) {
            throw new IllegalArgumentException(port + " is no port: expected 1 to " + LAST);
        }
        return port;
    }

    /** The same, where 0 stands for none. */
    public static int checkedOrNone(int port) {
        return port == 0 ? 0 : checked(port);
    }
}

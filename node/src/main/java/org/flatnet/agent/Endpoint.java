package org.flatnet.agent;

import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;

/**
 * Where something listens.
 *
 * @param address an address of the machine, or the unspecified one for all of them
 * @param port 1 to 65535
 */
public record Endpoint(IpAddress address, int port) {
    private static final int LAST_PORT = 65535;

    public Endpoint {
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("the port " + port + " is not one: expected 1 to " + LAST_PORT);
        }
    }

    /** Reads {@code 127.0.0.1:9765} or {@code [::1]:9765}. */
    public static Endpoint parse(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 0 || !port.matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" has no port: expected address:port, such as 127.0.0.1:9765 or [::1]:9765");
        }
        String host = text.substring(0, colon);
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        IpAddress address = IpAddress.parse(brackets ? host.substring(1, host.length() - 1) : host);
        if (brackets != (address.family() == IpFamily.IPV6)) {
            throw new IllegalArgumentException("\"" + text + "\": expected brackets around an IPv6 address, and only"
                    + " there: 127.0.0.1:9765 or [::1]:9765");
        }
        return new Endpoint(address, Integer.parseInt(port));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return (address.family() == IpFamily.IPV6 ? "[" + address + "]" : address) + ":" + port;
    }
}

package org.flatnet.cluster;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The MAC address of a node's VXLAN device. Every node derives it from the Node object, so that nobody has to publish
 * it:
 *
 * <pre>
 *   first IPv4 range 10.200.1.0/24    02:01:0a:c8:01:00    locally administered | format 1 | the range's network
 *   IPv6 alone                        x2:…                 46 bits of the SHA-256 of the range's network
 *   flannel's annotation              as it says           the node ran, or runs, flannel
 * </pre>
 */
public final class VtepMac {
    private static final long FORMAT_IPV4_RANGE = 0x02_01_00_00_00_00L;
    private static final long LOCALLY_ADMINISTERED = 0x02_00_00_00_00_00L;
    private static final long GROUP = 0x01_00_00_00_00_00L;
    private static final JsonFactory JSON = new JsonFactory();

    private VtepMac() {}

    /** The address for this node; null before it has a range, unless flannel's annotation says one. */
    public static @Nullable MacAddress of(ClusterNode node) {
        MacAddress announced = announcedByFlannel(node);
        if (announced != null) {
            return announced;
        }
        Cidr ipv4 = node.podCidr(IpFamily.IPV4);
        if (ipv4 != null) {
            return new MacAddress(FORMAT_IPV4_RANGE | ipv4.network().low());
        }
        Cidr ipv6 = node.podCidr(IpFamily.IPV6);
        return ipv6 == null ? null : hashed(ipv6.network());
    }

    /**
     * Nodes that would have the same address: packets for one could reach the other. Derived addresses of disjoint ranges
     * can only meet in the hash of IPv6, or with an annotation.
     *
     * @return each address that several nodes have, with their names in order
     */
    public static Map<MacAddress, List<String>> duplicates(Cluster cluster) {
        Map<MacAddress, List<String>> names = new TreeMap<>();
        for (ClusterNode node : cluster.nodes().values()) {
            MacAddress mac = of(node);
            if (mac != null) {
                names.computeIfAbsent(mac, _ -> new ArrayList<>(1)).add(node.name());
            }
        }
        names.values().removeIf(sharing -> sharing.size() == 1);
        return names;
    }

    /**
     * Reads VtepMAC from flannel's {@code backend-data}.
     *
     * @throws IllegalArgumentException where the text is no JSON object, or its VtepMAC no address that a link can have
     */
    public static @Nullable MacAddress readFlannelData(String json) {
        MacAddress mac = null;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_NULL) {
                return null;
            }
            if (token != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException(
                        "expected a JSON object such as {\"VtepMAC\":\"02:01:0a:c8:01:00\"}");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = "VtepMAC".equals(parser.currentName());
                JsonToken value = parser.nextToken();
                if (wanted && value == JsonToken.VALUE_STRING) {
                    mac = MacAddress.parse(parser.getString());
                } else if (wanted) {
                    throw new IllegalArgumentException("VtepMAC is not a text: expected one such as 02:01:0a:c8:01:00");
                } else {
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        if (mac != null && (mac.isMulticast() || mac.bits() == 0)) {
            throw new IllegalArgumentException("VtepMAC " + mac + " cannot be a link's address: it is "
                    + (mac.bits() == 0 ? "zero" : "a multicast address"));
        }
        return mac;
    }

    private static @Nullable MacAddress announcedByFlannel(ClusterNode node) {
        String data = node.annotations().get(NodeAnnotations.FLANNEL_BACKEND_DATA);
        if (data == null || !"vxlan".equals(node.annotations().get(NodeAnnotations.FLANNEL_BACKEND_TYPE))) {
            return null;
        }
        try {
            return readFlannelData(data);
        } catch (IllegalArgumentException _) {
            // Sources report it with its place; every node must come to the same address, so all fall back alike.
            return null;
        }
    }

    private static MacAddress hashed(IpAddress network) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(network.bytes());
            long bits = 0;
            for (int i = 0; i < 6; i++) {
                bits = bits << Byte.SIZE | Byte.toUnsignedLong(digest[i]);
            }
            return new MacAddress((bits | LOCALLY_ADMINISTERED) & ~GROUP);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }
}

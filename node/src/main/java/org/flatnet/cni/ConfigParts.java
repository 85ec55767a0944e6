package org.flatnet.cni;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the parts that configurations of several types share. */
final class ConfigParts {
    /** What a link's MTU may be; the kernel has the last word, by the kind of link. */
    private static final int LARGEST_MTU = 65_535;

    private static final Logger LOG = LoggerFactory.getLogger(ConfigParts.class);

    private ConfigParts() {}

    static CniDns dns(@Nullable ConfigSection dns) throws CniException {
        if (dns == null) {
            return CniDns.NONE;
        }
        return new CniDns(dns.texts("nameservers"), dns.text("domain", ""), dns.texts("search"), dns.texts("options"));
    }

    /** The key {@code mtu}: 0, for none of its own, or what at least IPv4 can live with. */
    static int mtu(ConfigSection section) throws CniException {
        int mtu = section.integer("mtu", 0, 0, LARGEST_MTU);
        int least = org.flatnet.kernel.net.IpFamily.IPV4.minimumMtu();
        if (mtu != 0 && mtu < least) {
            throw section.invalid("mtu", mtu + " is too small: expected at least " + least);
        }
        return mtu;
    }

    /** The key {@code routes} of a configuration, where a destination must be a network and the gateway of its family. */
    static List<CniResult.Route> routes(ConfigSection section) throws CniException {
        List<CniResult.Route> routes = new ArrayList<>();
        for (ConfigSection route : section.sections("routes")) {
            String text = route.required("dst");
            Cidr destination = route.checked("dst", () -> Cidr.parse(text));
            IpAddress gateway = route.address("gw");
            if (gateway != null && gateway.family() != destination.family()) {
                throw route.invalid("gw", gateway + " is not of the family of " + destination);
            }
            routes.add(ResultReader.route(route, destination, gateway));
            route.refuseOthers();
        }
        return routes;
    }

    /** Refuses the name of a link that no link can have. */
    static String linkName(ConfigSection section, String key, String absent) throws CniException {
        String name = section.text(key, absent);
        return name.isEmpty()
                ? absent
                : section.checked(key, () -> {
                    org.flatnet.model.AttachmentId.checkInterfaceName(name);
                    return name;
                });
    }

    /** {@code ipMasqBackend} says iptables or nftables, or nothing. Both are served, always with nftables. */
    static void masqueradeBackend(ConfigSection section) throws CniException {
        backend(section, "ipMasqBackend");
    }

    static void backend(ConfigSection section, String key) throws CniException {
        String backend = section.text(key, "");
        if (!List.of("", "iptables", "nftables").contains(backend)) {
            throw section.unsupported(key, "expected iptables or nftables, either of which is served with nftables");
        }
        if (backend.equals("iptables")) {
            LOG.info("{} is iptables: it is served with nftables", section.place(key));
        }
    }
}

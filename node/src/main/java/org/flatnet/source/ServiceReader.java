package org.flatnet.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.flatnet.cluster.NamespacedName;
import org.flatnet.cluster.ObjectKey;
import org.flatnet.cluster.Service;
import org.flatnet.cluster.Service.Served;
import org.flatnet.cluster.ServicePort;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.model.Protocol;
import org.flatnet.source.document.DocumentException;
import org.flatnet.source.document.Mapping;
import org.flatnet.source.document.Scalar;
import org.jspecify.annotations.Nullable;

/** Reads Service objects of {@code v1}, by the defaults that an API server would fill in. */
final class ServiceReader implements ObjectReader {
    private static final String PROXY_NAME = "service.kubernetes.io/service-proxy-name";
    private static final String HEADLESS = "service.kubernetes.io/headless";
    private static final String NO_ADDRESS = "None";
    private static final String LOAD_BALANCER = "LoadBalancer";
    private static final int DEFAULT_AFFINITY_SECONDS = 10_800;

    @Override
    public ObjectKey key(Mapping manifest) throws DocumentException {
        return ObjectKey.service(Metadata.name(manifest));
    }

    @Override
    public Service read(Mapping manifest) throws DocumentException {
        NamespacedName name = Metadata.name(manifest);
        Mapping spec = manifest.mapping("spec");
        if (spec == null) {
            throw new DocumentException(manifest, "spec is missing: expected a mapping with ports");
        }
        String type = choice(spec, "type", "ClusterIP", Set.of("ClusterIP", "NodePort", LOAD_BALANCER, "ExternalName"));
        Served served = served(Metadata.of(manifest).mapping("labels"), spec, type);
        return served == Served.YES ? served(name, manifest, spec, type) : Service.notServed(name, served);
    }

    private static Served served(@Nullable Mapping labels, Mapping spec, String type) throws DocumentException {
        if (labels != null && labels.get(PROXY_NAME) != null) {
            return Served.OTHER_PROXY;
        }
        if (type.equals("ExternalName")) {
            return Served.EXTERNAL_NAME;
        }
        Scalar address = spec.text("clusterIP");
        boolean headless =
                address != null && address.text().equals(NO_ADDRESS) || labels != null && labels.get(HEADLESS) != null;
        return headless ? Served.HEADLESS : Served.YES;
    }

    private static Service served(NamespacedName name, Mapping manifest, Mapping spec, String type)
            throws DocumentException {
        List<IpAddress> externalIps = addresses("spec.externalIPs", spec.texts("externalIPs"));
        boolean external = !type.equals("ClusterIP") || !externalIps.isEmpty();
        boolean externalLocal = isLocal(spec, "externalTrafficPolicy") && external;
        int healthCheckNodePort = spec.number("healthCheckNodePort", 0);
        try {
            return new Service(
                    name,
                    Served.YES,
                    clusterIps(spec),
                    externalIps,
                    loadBalancerIps(manifest.mapping("status")),
                    sourceRanges(spec),
                    ports(spec),
                    externalLocal,
                    isLocal(spec, "internalTrafficPolicy"),
                    affinitySeconds(spec),
                    externalLocal && type.equals(LOAD_BALANCER) ? healthCheckNodePort : 0);
        } catch (IllegalArgumentException e) {
            throw new DocumentException(manifest, String.valueOf(e.getMessage()));
        }
    }

    private static List<IpAddress> clusterIps(Mapping spec) throws DocumentException {
        List<Scalar> listed = spec.texts("clusterIPs");
        if (!listed.isEmpty()) {
            return addresses("spec.clusterIPs", listed);
        }
        Scalar single = spec.text("clusterIP");
        if (single == null || single.text().isEmpty()) {
            throw new DocumentException(
                    spec, "spec.clusterIP is missing: expected an address of the Service range, or None");
        }
        return addresses("spec.clusterIP", List.of(single));
    }

    private static List<IpAddress> addresses(String field, List<Scalar> written) throws DocumentException {
        List<IpAddress> addresses = new ArrayList<>(written.size());
        for (Scalar text : written) {
            IpAddress address = address(field, text);
            if (!addresses.contains(address)) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private static IpAddress address(String field, Scalar written) throws DocumentException {
        return Metadata.checked(field, written, text -> {
            IpAddress address = IpAddress.parse(text);
            Service.checkAddress(address);
            return address;
        });
    }

    /** Those of load balancers that hand packets on as they are; the others send theirs to nodes, or to endpoints. */
    private static List<IpAddress> loadBalancerIps(@Nullable Mapping status) throws DocumentException {
        Mapping loadBalancer = status == null ? null : status.mapping("loadBalancer");
        List<IpAddress> addresses = new ArrayList<>(0);
        for (Mapping ingress : loadBalancer == null ? List.<Mapping>of() : loadBalancer.mappings("ingress")) {
            Scalar ip = ingress.text("ip");
            String mode = choice(ingress, "ipMode", "VIP", Set.of("VIP", "Proxy"));
            if (ip != null && !ip.text().isEmpty() && mode.equals("VIP")) {
                addresses.add(address("status.loadBalancer.ingress", ip));
            }
        }
        return addresses;
    }

    private static List<Cidr> sourceRanges(Mapping spec) throws DocumentException {
        List<Cidr> ranges = new ArrayList<>(0);
        for (Scalar range : spec.texts("loadBalancerSourceRanges")) {
            // as Kubernetes has always taken them, with blanks around
            ranges.add(Metadata.checked("spec.loadBalancerSourceRanges", range, text -> Cidr.parse(text.strip())));
        }
        return ranges;
    }

    private static List<ServicePort> ports(Mapping spec) throws DocumentException {
        List<ServicePort> ports = new ArrayList<>(2);
        for (Mapping port : spec.mappings("ports")) {
            Scalar name = port.text("name");
            Scalar protocol = port.text("protocol");
            try {
                ports.add(new ServicePort(
                        name == null ? "" : Metadata.shared(name),
                        protocol == null ? Protocol.TCP : Protocol.parse(protocol.text()),
                        port.number("port", 0),
                        port.number("nodePort", 0)));
            } catch (IllegalArgumentException e) {
                throw new DocumentException(port, "spec.ports: " + e.getMessage());
            }
        }
        if (ports.isEmpty()) {
            throw new DocumentException(spec, "spec.ports is missing: expected at least one port");
        }
        return ports;
    }

    private static int affinitySeconds(Mapping spec) throws DocumentException {
        if (choice(spec, "sessionAffinity", "None", Set.of("None", "ClientIP")).equals("None")) {
            return 0;
        }
        Mapping config = spec.mapping("sessionAffinityConfig");
        Mapping clientIp = config == null ? null : config.mapping("clientIP");
        int seconds = clientIp == null
                ? DEFAULT_AFFINITY_SECONDS
                : clientIp.number("timeoutSeconds", DEFAULT_AFFINITY_SECONDS);
        if (seconds < 1) {
            throw new DocumentException(
                    spec,
                    "spec.sessionAffinityConfig.clientIP.timeoutSeconds: " + seconds + ": expected 1 to "
                            + Service.LONGEST_AFFINITY_SECONDS);
        }
        return seconds;
    }

    private static boolean isLocal(Mapping spec, String field) throws DocumentException {
        return choice(spec, field, "Cluster", Set.of("Cluster", "Local")).equals("Local");
    }

    private static String choice(Mapping mapping, String field, String absent, Set<String> choices)
            throws DocumentException {
        Scalar written = mapping.text(field);
        if (written == null || written.text().isEmpty()) {
            return absent;
        }
        if (!choices.contains(written.text())) {
            throw new DocumentException(
                    written,
                    field + ": \"" + written.text() + "\": expected one of "
                            + String.join(", ", choices.stream().sorted().toList()));
        }
        return written.text();
    }
}

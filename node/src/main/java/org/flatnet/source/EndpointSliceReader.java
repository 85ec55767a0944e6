package org.flatnet.source;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.flatnet.cluster.Endpoint;
import org.flatnet.cluster.Endpoint.Conditions;
import org.flatnet.cluster.EndpointPort;
import org.flatnet.cluster.EndpointSlice;
import org.flatnet.cluster.NamespacedName;
import org.flatnet.cluster.ObjectKey;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.model.Protocol;
import org.flatnet.source.document.DocumentException;
import org.flatnet.source.document.Mapping;
import org.flatnet.source.document.Scalar;
import org.jspecify.annotations.Nullable;

/** Reads EndpointSlice objects of {@code discovery.k8s.io/v1}, by the defaults that an API server would fill in. */
final class EndpointSliceReader implements ObjectReader {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String LAST_CHANGE = "endpoints.kubernetes.io/last-change-trigger-time";

    @Override
    public ObjectKey key(Mapping manifest) throws DocumentException {
        return ObjectKey.endpointSlice(Metadata.name(manifest));
    }

    /** Null for the endpoints of no Service, and for names instead of addresses. */
    @Override
    public @Nullable EndpointSlice read(Mapping manifest) throws DocumentException {
        Mapping metadata = Metadata.of(manifest);
        Mapping labels = metadata.mapping("labels");
        Scalar service = labels == null ? null : labels.text(SERVICE_NAME);
        IpFamily family = family(manifest.requiredText("addressType"));
        if (service == null || service.text().isEmpty() || family == null) {
            return null;
        }
        NamespacedName name = Metadata.name(manifest);
        NamespacedName owner = Metadata.checked(
                "metadata.labels " + SERVICE_NAME, service, text -> new NamespacedName(name.namespace(), text));
        try {
            return new EndpointSlice(
                    name,
                    owner,
                    family,
                    ports(manifest),
                    endpoints(manifest),
                    lastChangeMillis(metadata.mapping("annotations")));
        } catch (IllegalArgumentException e) {
            throw new DocumentException(manifest, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable IpFamily family(Scalar addressType) throws DocumentException {
        return switch (addressType.text()) {
            case "IPv4" -> IpFamily.IPV4;
            case "IPv6" -> IpFamily.IPV6;
            case "FQDN" -> null;
            default ->
                throw new DocumentException(
                        addressType, "addressType: \"" + addressType.text() + "\": expected IPv4, IPv6 or FQDN");
        };
    }

    /** A port without a number stands for all of them, which no Service's port can be sent to. */
    private static List<EndpointPort> ports(Mapping manifest) throws DocumentException {
        List<EndpointPort> ports = new ArrayList<>(1);
        for (Mapping port : manifest.mappings("ports")) {
            Scalar name = port.text("name");
            Scalar protocol = port.text("protocol");
            int number = port.number("port", 0);
            try {
                Protocol read = protocol == null ? Protocol.TCP : Protocol.parse(protocol.text());
                if (number != 0) {
                    ports.add(new EndpointPort(name == null ? "" : Metadata.shared(name), read, number));
                }
            } catch (IllegalArgumentException e) {
                throw new DocumentException(port, "ports: " + e.getMessage());
            }
        }
        return ports;
    }

    private static List<Endpoint> endpoints(Mapping manifest) throws DocumentException {
        List<Mapping> written = manifest.mappings("endpoints");
        List<Endpoint> endpoints = new ArrayList<>(written.size());
        for (Mapping endpoint : written) {
            List<Scalar> addresses = endpoint.texts("addresses");
            if (addresses.isEmpty()) {
                throw new DocumentException(endpoint, "addresses is missing: expected a list with one address");
            }
            Scalar node = endpoint.text("nodeName");
            Mapping hints = endpoint.mapping("hints");
            try {
                endpoints.add(new Endpoint(
                        Metadata.checked("addresses", addresses.getFirst(), IpAddress::parse),
                        conditions(endpoint.mapping("conditions")),
                        node == null ? "" : Metadata.shared(node),
                        names(hints, "forNodes"),
                        names(hints, "forZones")));
            } catch (IllegalArgumentException e) {
                throw new DocumentException(endpoint, String.valueOf(e.getMessage()));
            }
        }
        return endpoints;
    }

    private static Conditions conditions(@Nullable Mapping written) throws DocumentException {
        return written == null
                ? Conditions.of(true, true, false)
                : Conditions.of(
                        written.truth("ready", true),
                        written.truth("serving", true),
                        written.truth("terminating", false));
    }

    private static List<String> names(@Nullable Mapping hints, String field) throws DocumentException {
        if (hints == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>(1);
        for (Mapping entry : hints.mappings(field)) {
            names.add(Metadata.shared(entry.requiredText("name")));
        }
        return names;
    }

    private static long lastChangeMillis(@Nullable Mapping annotations) throws DocumentException {
        Scalar written = annotations == null ? null : annotations.text(LAST_CHANGE);
        if (written == null) {
            return 0;
        }
        try {
            return Instant.parse(written.text()).toEpochMilli();
        } catch (DateTimeParseException e) {
            throw new DocumentException(
                    written,
                    LAST_CHANGE + ": \"" + written.text() + "\": expected a time such as 2026-01-31T12:00:00Z");
        }
    }
}

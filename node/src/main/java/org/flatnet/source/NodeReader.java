package org.flatnet.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flatnet.cluster.ClusterNode;
import org.flatnet.cluster.NodeAnnotations;
import org.flatnet.cluster.ObjectKey;
import org.flatnet.cluster.VtepMac;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.source.document.DocumentException;
import org.flatnet.source.document.Mapping;
import org.flatnet.source.document.Scalar;
import org.flatnet.source.document.Sequence;
import org.flatnet.source.document.Value;
import org.jspecify.annotations.Nullable;

/** Reads Node objects of {@code v1}. */
final class NodeReader implements ObjectReader {

    @Override
    public ObjectKey key(Mapping manifest) throws DocumentException {
        return ObjectKey.node(name(Metadata.of(manifest)));
    }

    @Override
    public ClusterNode read(Mapping manifest) throws DocumentException {
        Mapping metadata = Metadata.of(manifest);
        Scalar uid = metadata.text("uid");
        try {
            return new ClusterNode(
                    name(metadata),
                    uid == null ? "" : uid.text(),
                    addresses(manifest.mapping("status")),
                    podCidrs(manifest.mapping("spec")),
                    annotations(metadata.mapping("annotations")));
        } catch (IllegalArgumentException e) {
            throw new DocumentException(manifest, String.valueOf(e.getMessage()));
        }
    }

    private static String name(Mapping metadata) throws DocumentException {
        Scalar name = metadata.requiredText("name");
        return Metadata.checked("metadata.name", name, text -> {
            ClusterNode.checkName(text);
            return text;
        });
    }

    private static List<IpAddress> addresses(@Nullable Mapping status) throws DocumentException {
        Sequence listed = status == null ? null : status.sequence("addresses");
        if (listed == null) {
            return List.of();
        }
        List<IpAddress> internal = new ArrayList<>(2);
        List<IpAddress> external = new ArrayList<>(0);
        for (Value item : listed.items()) {
            if (!(item instanceof Mapping address)) {
                throw new DocumentException(
                        item, "status.addresses: expected mappings with type and address, found " + item.description());
            }
            switch (address.requiredText("type").text()) {
                case "InternalIP" -> internal.add(address(address));
                case "ExternalIP" -> external.add(address(address));
                default -> {
                    // names, which nothing is sent to
                }
            }
        }
        return internal.isEmpty() ? external : internal;
    }

    private static IpAddress address(Mapping entry) throws DocumentException {
        return Metadata.checked("status.addresses", entry.requiredText("address"), text -> {
            IpAddress address = IpAddress.parse(text);
            ClusterNode.checkAddress(address);
            return address;
        });
    }

    private static List<Cidr> podCidrs(@Nullable Mapping spec) throws DocumentException {
        if (spec == null) {
            return List.of();
        }
        Scalar single = spec.text("podCIDR");
        Sequence listed = spec.sequence("podCIDRs");
        List<Cidr> ranges = new ArrayList<>(2);
        if (listed != null) {
            for (Scalar range : listed.texts("spec.podCIDRs")) {
                ranges.add(range("spec.podCIDRs", range));
            }
            checkFamilies(listed, ranges);
        }
        if (single != null && !single.text().isEmpty()) {
            Cidr range = range("spec.podCIDR", single);
            if (ranges.isEmpty()) {
                ranges.add(range);
            } else if (!ranges.getFirst().equals(range)) {
                throw new DocumentException(
                        single,
                        "spec.podCIDR: " + range + " is not the first of spec.podCIDRs, " + ranges.getFirst()
                                + ": expected the same range, or one of the two fields");
            }
        }
        return ranges;
    }

    private static Cidr range(String field, Scalar written) throws DocumentException {
        return Metadata.checked(field, written, text -> {
            Cidr range = Cidr.parse(text);
            ClusterNode.checkPodCidr(range);
            return range;
        });
    }

    private static void checkFamilies(Sequence listed, List<Cidr> ranges) throws DocumentException {
        try {
            ClusterNode.checkOneRangePerFamily(ranges);
        } catch (IllegalArgumentException e) {
            throw new DocumentException(listed, "spec.podCIDRs: " + e.getMessage());
        }
    }

    private static Map<String, String> annotations(@Nullable Mapping written) throws DocumentException {
        if (written == null) {
            return Map.of();
        }
        Map<String, String> annotations = new HashMap<>();
        for (String name : NodeAnnotations.names()) {
            Scalar value = written.text(name);
            if (value != null) {
                annotations.put(
                        name, Metadata.checked("metadata.annotations " + name, value, text -> annotation(name, text)));
            }
        }
        return annotations;
    }

    private static String annotation(String name, String value) {
        switch (name) {
            case NodeAnnotations.FLANNEL_BACKEND_DATA -> VtepMac.readFlannelData(value);
            case NodeAnnotations.FLANNEL_PUBLIC_IP, NodeAnnotations.FLANNEL_PUBLIC_IPV6 ->
                ClusterNode.checkAddress(IpAddress.parse(value));
            default -> {
                return value.intern(); // a few values, the same on every node
            }
        }
        return value;
    }
}

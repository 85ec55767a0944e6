package org.flatnet.cni;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.flatnet.kernel.net.IpFamily;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes what goes to the runtime on standard output: results in each version, errors and the answer to VERSION. */
final class ResultWriter {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int USUAL_BYTES = 1024;

    private final JsonGenerator json;
    private final CniVersion version;

    private ResultWriter(JsonGenerator json, CniVersion version) {
        this.json = json;
        this.version = version;
    }

    /** A result as the version has it, which leaves out what the version has no place for. */
    static byte[] result(CniResult result, CniVersion version) {
        return write(json -> new ResultWriter(json, version).write(result));
    }

    static byte[] error(CniException error, CniVersion version) {
        return write(json -> {
            json.writeStringProperty("cniVersion", version.toString());
            json.writeNumberProperty("code", error.code().number());
            json.writeStringProperty("msg", error.message());
            if (!error.details().isEmpty()) {
                json.writeStringProperty("details", error.details());
            }
        });
    }

    /** The answer to VERSION. */
    static byte[] versions() {
        return write(json -> {
            json.writeStringProperty("cniVersion", CniVersion.LATEST.toString());
            texts(json, "supportedVersions", CniVersion.texts());
        });
    }

    private static byte[] write(Consumer<JsonGenerator> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private void write(CniResult result) {
        json.writeStringProperty("cniVersion", version.toString());
        if (version.isAtLeast(CniVersion.V0_3_0)) {
            list("interfaces", result.interfaces(), this::write);
            list("ips", result.addresses(), this::write);
            list("routes", result.routes(), this::write);
        } else {
            writeFamily("ip4", IpFamily.IPV4, result);
            writeFamily("ip6", IpFamily.IPV6, result);
        }
        json.writeName("dns");
        write(result.dns());
    }

    private <T> void list(String name, List<T> values, Consumer<T> writer) {
        if (values.isEmpty()) {
            return;
        }
        json.writeName(name);
        json.writeStartArray();
        for (T value : values) {
            json.writeStartObject();
            writer.accept(value);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void write(CniResult.Interface link) {
        json.writeStringProperty("name", link.name());
        text("mac", link.mac());
        if (version.isAtLeast(CniVersion.V1_1_0)) {
            number("mtu", link.mtu());
        }
        text("sandbox", link.sandbox());
        if (version.isAtLeast(CniVersion.V1_1_0)) {
            text("socketPath", link.socketPath());
            text("pciID", link.pciId());
        }
    }

    private void write(CniResult.Address address) {
        if (!version.isAtLeast(CniVersion.V1_0_0)) {
            json.writeStringProperty("version", address.address().family() == IpFamily.IPV4 ? "4" : "6");
        }
        Integer interfaceIndex = address.interfaceIndex();
        if (interfaceIndex != null) {
            json.writeNumberProperty("interface", interfaceIndex);
        }
        json.writeStringProperty("address", address.address().toString());
        optional("gateway", address.gateway());
    }

    private void write(CniResult.Route route) {
        json.writeStringProperty("dst", route.destination().toString());
        optional("gw", route.gateway());
        if (version.isAtLeast(CniVersion.V1_1_0)) {
            number("mtu", route.mtu());
            number("advmss", route.advertisedSegmentSize());
            number("priority", route.priority());
            present("table", route.table());
            present("scope", route.scope());
        }
    }

    /** The first address of a family and the family's routes, as the first versions have them. */
    private void writeFamily(String name, IpFamily family, CniResult result) {
        Predicate<CniResult.Address> ofFamily = address -> address.address().family() == family;
        result.addresses().stream().filter(ofFamily).findFirst().ifPresent(address -> {
            json.writeName(name);
            json.writeStartObject();
            json.writeStringProperty("ip", address.address().toString());
            optional("gateway", address.gateway());
            list(
                    "routes",
                    result.routes().stream()
                            .filter(route -> route.destination().family() == family)
                            .toList(),
                    this::write);
            json.writeEndObject();
        });
    }

    private void write(CniDns dns) {
        json.writeStartObject();
        texts(json, "nameservers", dns.nameservers());
        text("domain", dns.domain());
        texts(json, "search", dns.search());
        texts(json, "options", dns.options());
        json.writeEndObject();
    }

    private static void texts(JsonGenerator json, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            json.writeName(name);
            json.writeStartArray();
            texts.forEach(json::writeString);
            json.writeEndArray();
        }
    }

    private void text(String name, String text) {
        if (!text.isEmpty()) {
            json.writeStringProperty(name, text);
        }
    }

    private void number(String name, int number) {
        if (number != 0) {
            json.writeNumberProperty(name, number);
        }
    }

    private void present(String name, @Nullable Integer number) {
        if (number != null) {
            json.writeNumberProperty(name, number);
        }
    }

    private void optional(String name, @Nullable Object address) {
        if (address != null) {
            json.writeStringProperty(name, address.toString());
        }
    }
}

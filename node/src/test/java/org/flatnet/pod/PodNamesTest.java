package org.flatnet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachmentId;
import org.junit.jupiter.api.Test;

/** The names of an attachment's objects: fit for the kernel, and leading back to the attachment. */
class PodNamesTest {

    @Test
    void aNameOnceGivenStays() {
        // printf 'c1\0eth0' | sha256sum; an agent of another version must find these links again.
        assertThat(PodNames.hostLink(new AttachmentId("flatnet", "c1", "eth0"))).isEqualTo("fnec43057c07aa");
        assertThat(PodNames.hostLink(new AttachmentId("other", "c1", "eth0"))).isEqualTo("fnfc8ff223148e");
        assertThat(PodNames.alias(new AttachmentId("flatnet", "c1", "eth0"))).isEqualTo("flatnet pod flatnet c1 eth0");
    }

    @Property
    void everyAliasFitsAndNamesItsOwner(@ForAll("attachments") AttachmentId id) {
        String alias = PodNames.alias(id);
        assertThat(alias.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(255);
        assertThat(PodNames.owner(alias)).isEqualTo(PodNames.shortened(id));
        assertThat(PodNames.shortened(PodNames.shortened(id))).isEqualTo(PodNames.shortened(id));
    }

    @Property
    void differentAttachmentsHaveDifferentNames(
            @ForAll("attachments") AttachmentId one, @ForAll("attachments") AttachmentId other) {
        if (!one.equals(other)) {
            assertThat(PodNames.alias(one)).isNotEqualTo(PodNames.alias(other));
            assertThat(PodNames.hostLink(one)).isNotEqualTo(PodNames.hostLink(other));
            assertThat(PodNames.podMac(one)).isNotEqualTo(PodNames.podMac(other));
        }
    }

    @Property
    void everyMacIsLocalAndOneStations(@ForAll("attachments") AttachmentId id) {
        for (MacAddress mac : new MacAddress[] {
            PodNames.podMac(id), PodNames.hostMac(id), PodNames.bridgeMac(id.containerId(), id.interfaceName())
        }) {
            assertThat(mac.isMulticast()).isFalse();
            assertThat(mac.bits() >>> 41 & 1).isEqualTo(1);
        }
    }

    @Test
    void othersAliasesAreNobodys() {
        for (String alias : new String[] {
            null,
            "",
            "flatnet bridge",
            "flatnet pod ",
            "flatnet pod flatnet c1",
            "flatnet pod flatnet c1 eth0 more",
            "flatnet pod flatnet  eth0",
            "flatnet pod -x c1 eth0",
            "my flatnet pod flatnet c1 eth0"
        }) {
            assertThat(PodNames.owner(alias)).as("%s", alias).isNull();
        }
    }

    @Provide
    Arbitrary<AttachmentId> attachments() {
        Arbitrary<String> identifiers = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .numeric()
                .withChars("_.-")
                .ofMinLength(0)
                .ofMaxLength(300)
                .map(tail -> "c" + tail);
        Arbitrary<String> names = Arbitraries.strings()
                .withCharRange('!', '~')
                .excludeChars('/', ':')
                .ofMinLength(1)
                .ofMaxLength(14);
        return Combinators.combine(identifiers, identifiers, names.map(name -> "e" + name))
                .as(AttachmentId::new);
    }
}

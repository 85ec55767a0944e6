package org.flatnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttachmentIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "cbr0", "A.b_c-d", "a..", "0123456789abcdef0123456789abcdef"})
    void takesWhatTheSpecificationAllowsAsIdentifier(String identifier) {
        assertThat(new AttachmentId(identifier, identifier, "eth0").containerId())
                .isEqualTo(identifier);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "-a", "_a", "a/b", "a\n", "ä", "a b", "a\0"})
    void refusesOtherIdentifiers(String identifier) {
        assertThatThrownBy(() -> AttachmentId.checkContainerId(identifier))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("container ID")
                .hasMessageContaining("expected");
        assertThatThrownBy(() -> AttachmentId.checkNetwork(identifier)).hasMessageContaining("network name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth0", "a", "123456789012345", "veth.1-2_3@", "ä"})
    void takesWhatCanNameALink(String name) {
        AttachmentId.checkInterfaceName(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a:b", "a b", "a\t", "a\0", "a\u007f", "1234567890123456"})
    void refusesOtherInterfaceNames(String name) {
        assertThatThrownBy(() -> AttachmentId.checkInterfaceName(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void countsTheBytesOfAnInterfaceNameNotItsLetters() {
        AttachmentId.checkInterfaceName("äääääää1");
        assertThatThrownBy(() -> AttachmentId.checkInterfaceName("ääääääää"))
                .hasMessageContaining("too long")
                .hasMessageContaining("15 bytes");
    }

    @Test
    void isOrderedByNetworkThenContainerThenInterface() {
        assertThat(new AttachmentId("a", "z", "z")).isLessThan(new AttachmentId("b", "a", "a"));
        assertThat(new AttachmentId("a", "a", "z")).isLessThan(new AttachmentId("a", "b", "a"));
        assertThat(new AttachmentId("a", "a", "a")).isLessThan(new AttachmentId("a", "a", "b"));
    }
}

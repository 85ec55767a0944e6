package org.flatnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ModesTest {

    @Test
    void readAndPrintTheNamesThatUsersWrite() {
        assertThat(FabricMode.names()).containsExactly("native", "cloud", "vxlan", "cross-subnet");
        assertThat(AttachMode.names()).containsExactly("bridge", "layer2", "routed");
        for (FabricMode mode : FabricMode.values()) {
            assertThat(FabricMode.parse(mode.toString())).isEqualTo(mode);
        }
        for (AttachMode mode : AttachMode.values()) {
            assertThat(AttachMode.parse(mode.toString())).isEqualTo(mode);
        }
    }

    @Test
    void refuseOtherNamesAndSayWhichThereAre() {
        assertThatThrownBy(() -> FabricMode.parse("CLOUD")).hasMessageContaining("native, cloud, vxlan, cross-subnet");
        assertThatThrownBy(() -> AttachMode.parse("")).hasMessageContaining("bridge, layer2, routed");
    }
}

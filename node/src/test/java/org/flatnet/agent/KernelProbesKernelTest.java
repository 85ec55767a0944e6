package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.flatnet.kernel.route.Opaque;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code flatnet check} finds out of the kernel. */
@Tag("kernel")
class KernelProbesKernelTest {
    @Test
    void thisKernelHasEverything() throws IOException {
        assertThat(KernelProbes.run()).extracting(Finding::level).containsOnly(Finding.Level.GOOD);
    }

    /** A kind of link that no kernel has. */
    @Test
    void aKernelWithoutVxlanIsWarnedOfAndCured() throws IOException {
        List<Finding> findings = KernelProbes.run(Opaque.of("none-such"));
        assertThat(findings)
                .filteredOn(finding -> finding.level() != Finding.Level.GOOD)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Finding.Level.WARNING);
                    assertThat(finding.what()).isEqualTo("kernel: VXLAN");
                    assertThat(finding.evidence())
                            .contains("EOPNOTSUPP", "modes vxlan and cross-subnet cannot be used");
                    assertThat(finding.cure()).isEqualTo("load the kernel module: modprobe vxlan");
                });
    }
}

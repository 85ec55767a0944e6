package org.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Name servers from a file. */
class ResolvConfTest {
    @Test
    void linesAddUp(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("resolv.conf"), """
                # a comment
                ; another
                nameserver 10.96.0.10
                nameserver\tfd00::10
                nameserver
                domain first
                domain cluster.local
                search default.svc.cluster.local  svc.cluster.local
                search cluster.local
                options ndots:5 edns0
                sortlist 10.0.0.0
                """);
        assertThat(ResolvConf.read(file))
                .isEqualTo(new CniDns(
                        List.of("10.96.0.10", "fd00::10"),
                        "cluster.local",
                        List.of("default.svc.cluster.local", "svc.cluster.local", "cluster.local"),
                        List.of("ndots:5", "edns0")));
    }

    @Test
    void aFileThatIsAwayIsSaid(@TempDir Path folder) {
        assertThatExceptionOfType(CniException.class)
                .isThrownBy(() -> ResolvConf.read(folder.resolve("gone")))
                .withMessageContaining("gone cannot be read")
                .satisfies(e -> assertThat(e.code()).isEqualTo(CniCode.INVALID_CONFIG));
    }
}

package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstallerTest {
    @TempDir
    private Path folder;

    private NodePaths paths = NodePaths.ofMachine();
    private Installer installer = new Installer(paths, Path.of("unset"));

    @BeforeEach
    void build() throws IOException {
        paths = new NodePaths(folder.resolve("node"));
        installer = new Installer(paths, Files.writeString(folder.resolve("built"), "an executable of FLATNET1"));
    }

    @Test
    void servedNamesAreInAFolderOfTheirOwnAndTheConfigIsLast() throws IOException {
        assertThat(installer.install(List.of("bridge", "host-local")))
                .containsExactly(
                        paths.cniExecutables().resolve("flatnet"),
                        paths.cniExecutables().resolve("loopback"),
                        paths.servedExecutables().resolve("bridge"),
                        paths.servedExecutables().resolve("host-local"),
                        paths.cniConfig())
                .allSatisfy(file -> assertThat(file).isRegularFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"portmap", "brigde", "flatnet", "", "../../opt/cni/bin/bridge"})
    void aNameThatIsNotServedInstallsNothing(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> installer.install(List.of("bridge", name)))
                .withMessage("--serve \"" + name + "\": expected some of bridge, ptp, host-local");
        assertThat(paths.root()).doesNotExist();
    }

    @Test
    void theExecutableOfAnotherStaysAsItIs() throws IOException {
        Path foreign = paths.cniExecutables().resolve("loopback");
        Files.createDirectories(foreign.getParent());
        Files.writeString(foreign, "another's");
        installer.install(List.of());
        assertThat(foreign).hasContent("another's");
        assertThat(Installer.uninstall(paths)).doesNotContain(foreign);
        assertThat(foreign).exists();
    }
}

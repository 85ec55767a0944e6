package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.flatnet.agent.Finding.Level;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.pod.Waiting;
import org.flatnet.reconcile.TestNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Others at work on a node: real files below its root, processes of their names, real tables. */
@Tag("kernel")
class NodeCheckKernelTest {
    private static final String NETWORKD = "systemd-networkd";
    private static final String NETWORK_MANAGER = "NetworkManager";
    private static final String CHAINS = "foreign chains";

    @TempDir
    private Path folder;

    private Path root() {
        return folder.resolve("root");
    }

    private void write(String file, String text) throws IOException {
        Path path = root().resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, text);
    }

    private List<Finding> findings(NetworkNamespace namespace, String what) throws IOException {
        return namespace.call(() -> new NodeCheck(new NodePaths(root())).others()).stream()
                .filter(finding -> finding.what().equals(what))
                .toList();
    }

    /** The finding while a process of that name runs. */
    private Finding whileRuns(String program) throws Exception {
        Path source =
                Files.writeString(folder.resolve("wait.c"), "int pause(void); int main(void) { return pause(); }");
        Path executable = folder.resolve(program);
        AgentProcess.compile("-o", executable.toString(), source.toString());
        Process process = new ProcessBuilder(executable.toString()).start();
        try (NetworkNamespace namespace = NetworkNamespace.create()) {
            Waiting.until(
                    program + " to run", () -> process.info().command().equals(Optional.of(executable.toString())));
            List<Finding> findings = findings(namespace, program);
            assertThat(findings).hasSize(1);
            return findings.getFirst();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void networkdThatIsNotToldTakesRoutes() throws Exception {
        write("etc/systemd/networkd.conf", "[Network]\n#ManageForeignRoutes=no\n[DHCPv4]\nManageForeignRoutes=no\n");
        assertThat(whileRuns(NETWORKD))
                .isEqualTo(Finding.warning(
                        NETWORKD,
                        "runs, and takes routes of others away when it restarts; ours come back at once",
                        "put [Network] and below it ManageForeignRoutes=no into "
                                + root().resolve("etc/systemd/networkd.conf.d/flatnet.conf")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "etc/systemd/networkd.conf",
                "run/systemd/networkd.conf",
                "usr/lib/systemd/networkd.conf",
                "etc/systemd/networkd.conf.d/10-routes.conf",
                "run/systemd/networkd.conf.d/10-routes.conf",
                "usr/local/lib/systemd/networkd.conf.d/10-routes.conf",
                "usr/lib/systemd/networkd.conf.d/10-routes.conf"
            })
    void networkdMayBeToldInAnyFolder(String file) throws Exception {
        write(file, "[Network]\nManageForeignRoutes = No\n");
        assertThat(whileRuns(NETWORKD).evidence())
                .isEqualTo("leaves routes of others alone; it takes their routing rules away, but Flatnet has none");
        write(file, "[Network]\nManageForeignRoutes=false\nManageForeignRoutingPolicyRules=off\n");
        assertThat(whileRuns(NETWORKD)).isEqualTo(Finding.good(NETWORKD, "leaves routes and rules of others alone"));
    }

    @Test
    void networkdTakesTheLastWordOfItsFiles() throws Exception {
        write("etc/systemd/networkd.conf", "[Network]\nManageForeignRoutes=no\n");
        write("usr/lib/systemd/networkd.conf.d/50-yes.conf", "[Network]\nManageForeignRoutes=yes\n");
        assertThat(whileRuns(NETWORKD).level()).isEqualTo(Level.WARNING);
        write("etc/systemd/networkd.conf.d/50-yes.conf", "");
        assertThat(whileRuns(NETWORKD).level())
                .as("a file of /etc hides its namesake")
                .isEqualTo(Level.GOOD);
    }

    @Test
    void networkManagerThatIsNotToldManagesOurLinks() throws Exception {
        write("etc/NetworkManager/NetworkManager.conf", "[main]\nplugins=keyfile\n");
        Finding finding = whileRuns(NETWORK_MANAGER);
        assertThat(finding.level()).isEqualTo(Level.WARNING);
        assertThat(finding.evidence()).contains("veth, bridge, vxlan");
        assertThat(finding.cure())
                .contains("unmanaged-devices=interface-name:fn*;interface-name:flatnet* into "
                        + root().resolve("etc/NetworkManager/conf.d/flatnet.conf"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    etc/NetworkManager/conf.d/flatnet.conf      | unmanaged-devices=interface-name:fn*;interface-name:flatnet*
                    run/NetworkManager/conf.d/flatnet.conf      | unmanaged-devices=interface-name:fn*,interface-name:flatnet*
                    usr/lib/NetworkManager/conf.d/all.conf      | unmanaged-devices=*,except:type:wifi
                    etc/NetworkManager/NetworkManager.conf      | unmanaged-devices=type:veth;type:bridge;driver:vxlan
                    """)
    void networkManagerLeavesWhatItsFilesSay(String file, String line) throws Exception {
        write(file, "[keyfile]\n" + line + "\n");
        assertThat(whileRuns(NETWORK_MANAGER))
                .isEqualTo(Finding.good(NETWORK_MANAGER, "runs, and leaves Flatnet's links alone"));
    }

    @Test
    void networkManagerTakesTheLastWordOfItsFiles() throws Exception {
        write("usr/lib/NetworkManager/conf.d/10.conf", "[keyfile]\nunmanaged-devices=interface-name:fn*\n");
        write("etc/NetworkManager/conf.d/20.conf", "[keyfile]\nunmanaged-devices+=type:bridge\n");
        assertThat(whileRuns(NETWORK_MANAGER).evidence()).contains("(vxlan)");
        write("etc/NetworkManager/conf.d/30.conf", "[device-ours]\nmatch-device=type:vxlan\nmanaged=0\n");
        assertThat(whileRuns(NETWORK_MANAGER).level()).isEqualTo(Level.GOOD);
        write("etc/NetworkManager/conf.d/40.conf", "[keyfile]\nunmanaged-devices=*,except:interface-name:flatnet0\n");
        assertThat(whileRuns(NETWORK_MANAGER).evidence()).contains("(bridge)");
    }

    @ParameterizedTest
    @CsvSource({"4, policy", "4, rule", "6, policy", "6, rule"})
    void aLegacyTableThatDropsIsNamed(String family, String how) throws Exception {
        Path program = folder.resolve("legacy-forward");
        AgentProcess.compile("-O2", "-o", program.toString(), "src/test/c/legacy-forward.c");
        try (NetworkNamespace namespace = NetworkNamespace.create()) {
            assertThat(findings(namespace, CHAINS))
                    .containsExactly(Finding.good(CHAINS, "none drops what is forwarded"));
            TestNode.run(namespace, program.toString(), family, how);
            String command = family.equals("4") ? "iptables-legacy" : "ip6tables-legacy";
            assertThat(findings(namespace, CHAINS))
                    .containsExactly(Finding.fault(
                            CHAINS,
                            "chain FORWARD of " + command
                                    + " drops what is forwarded and it does not know; nft does not show it",
                            "let the pods' ranges pass there: " + command
                                    + " -I FORWARD -s RANGE -j ACCEPT, and the same with -d"));
        }
    }

    @Test
    void aChainOfNftablesThatDropsIsNamed() throws Exception {
        try (NetworkNamespace namespace = NetworkNamespace.create()) {
            TestNode.run(
                    namespace,
                    "nft",
                    "add table ip filter; add chain ip filter FORWARD"
                            + " { type filter hook forward priority 0; policy drop; }");
            assertThat(findings(namespace, CHAINS)).singleElement().satisfies(finding -> {
                assertThat(finding.level()).isEqualTo(Level.FAULT);
                assertThat(finding.evidence()).contains("chain ip filter FORWARD drops");
            });
        }
    }
}

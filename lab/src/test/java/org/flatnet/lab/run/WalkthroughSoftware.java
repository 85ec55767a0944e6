package org.flatnet.lab.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.flatnet.lab.plan.NodePlan;
import org.flatnet.lab.plan.Topology;
import org.flatnet.lab.process.PodProgram;
import org.flatnet.lab.state.LabHome;

/**
 * A stand-in for Flatnet: the network of the walkthrough as one builds it by hand, with a plain bridge, static routes and
 * a masquerade rule, and a plugin of a few lines of shell. It shows that the lab tells a network that works from one that
 * does not, whoever built it. Nothing in it stops forged packets.
 */
final class WalkthroughSoftware implements NodeSoftware {
    private static final String NODE = """
            set -e
            sysctl -qw net.ipv4.ip_forward=1
            ip link add bridge0 type bridge
            ip address add 10.200.INDEX.1/24 dev bridge0
            ip link set bridge0 up
            nft -f - <<'END'
            table ip walkthrough {
              chain postrouting {
                type nat hook postrouting priority srcnat
                ip saddr 10.200.INDEX.0/24 ip daddr != { 10.200.0.0/16, 10.0.0.0/16 } masquerade
              }
            }
            END
            ROUTES
            touch ROOT/serving
            sleep 1000000
            """;

    private static final String PLUGIN = """
            #!/bin/sh
            # CNI by hand; ROOT is the node's root folder
            set -e
            cat > /dev/null
            id=$(printf %.8s "$CNI_CONTAINERID")
            fail() { echo '{"cniVersion":"1.1.0","code":999,"msg":"'"$1"'"}'; exit 1; }
            case $CNI_COMMAND in
            ADD)
              [ ! -e ROOT/fail-add ] || fail "on purpose"
              last=$(flock ROOT/last sh -c 'n=$(($(cat ROOT/last 2>/dev/null || echo 1) + 1)); [ $n = 1 ] && n=2; echo $n > ROOT/last; echo $n')
              ip link add "v$id" mtu MTU type veth peer name eth0 mtu MTU netns "$CNI_NETNS"
              ip link set "v$id" master bridge0 up
              nsenter --net="$CNI_NETNS" sh -c "ip address add 10.200.INDEX.$last/24 dev eth0; ip link set eth0 up; ip route add default via 10.200.INDEX.1"
              mac=$(nsenter --net="$CNI_NETNS" ip -o link show eth0 | sed 's/.*ether \\([^ ]*\\).*/\\1/')
              echo '{"cniVersion":"1.1.0","interfaces":[{"name":"v'$id'"},{"name":"eth0","mac":"'$mac'","sandbox":"'$CNI_NETNS'"}],"ips":[{"address":"10.200.INDEX.'$last'/24","interface":1}]}'
              ;;
            DEL) ip link del "v$id" 2> /dev/null || true; echo "$CNI_CONTAINERID" >> ROOT/deleted ;;
            CHECK) ip link show "v$id" > /dev/null || fail "no link" ;;
            esac
            """;

    private final LabHome home;
    private final PodProgram program;
    private Topology topology;

    WalkthroughSoftware(LabHome home, PodProgram program, Topology topology) {
        this.home = home;
        this.program = program;
        this.topology = topology;
    }

    private String filled(String text, NodePlan node, NodeFiles files) {
        StringBuilder routes = new StringBuilder();
        for (NodePlan peer : topology.nodes()) {
            if (!peer.equals(node)) {
                routes.append("ip route add ")
                        .append(peer.podCidrs().getFirst())
                        .append(" via ")
                        .append(peer.ownAddresses().getFirst())
                        .append('\n');
            }
        }
        return text.replace("ROUTES", routes)
                .replace("INDEX", Integer.toString(topology.nodes().indexOf(node)))
                .replace("ROOT", files.root().toString())
                .replace("MTU", Integer.toString(topology.spec().mtu()));
    }

    @Override
    public void prepare(Topology planned, NodePlan node, NodeFiles files) throws IOException {
        topology = planned;
        Files.createDirectories(files.root());
        Files.writeString(files.root().resolve("agent.sh"), filled(NODE, node, files));
    }

    @Override
    public List<String> agentCommand(NodePlan node, NodeFiles files) {
        return List.of("sh", files.root().resolve("agent.sh").toString());
    }

    @Override
    public boolean serves(NodePlan node, NodeFiles files) {
        return Files.exists(files.root().resolve("serving"));
    }

    @Override
    public void install(NodePlan node, NodeFiles files) throws IOException {
        Path plugin = home.cniBin(topology.spec().name(), node).resolve("walkthrough");
        Files.createDirectories(plugin.getParent());
        Files.writeString(plugin, filled(PLUGIN, node, files));
        Files.setPosixFilePermissions(plugin, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path configuration = home.cniConf(topology.spec().name(), node).resolve("10-walkthrough.conflist");
        Files.createDirectories(configuration.getParent());
        Files.writeString(
                configuration,
                "{\"cniVersion\":\"1.1.0\",\"name\":\"walkthrough\",\"plugins\":[{\"type\":\"walkthrough\"}]}");
    }

    /** What a command prints in the namespace of a place. */
    String run(String place, String... command) throws IOException, InterruptedException {
        Path namespace = home.namespace(topology.spec().name(), place);
        Process process = new ProcessBuilder(program.run(namespace, false, List.of(command)))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}

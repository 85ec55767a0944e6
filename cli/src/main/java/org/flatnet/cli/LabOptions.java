package org.flatnet.cli;

import java.nio.file.Path;
import org.flatnet.lab.plan.Families;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.model.AttachMode;
import org.flatnet.model.FabricMode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a lab is to be. */
final class LabOptions {
    @Option(names = "--nodes", paramLabel = "N", description = "How many nodes. Default: 2")
    private int nodes = 2;

    @Option(names = "--pods", paramLabel = "N", description = "How many pods on each. Default: 2")
    private int pods = 2;

    @Option(
            names = "--mode",
            paramLabel = "native|cloud|vxlan|cross-subnet",
            description = "How nodes reach each other's pods. Default: native")
    private String mode = FabricMode.NATIVE.toString();

    @Option(
            names = "--subnets",
            paramLabel = "N",
            description = "Over how many subnets the nodes are spread. Default: 1")
    private int subnets = 1;

    @Option(
            names = "--attach",
            paramLabel = "bridge|layer2|routed",
            description = "How pods hang off their node. Default: bridge")
    private String attach = AttachMode.BRIDGE.toString();

    @Option(
            names = "--family",
            paramLabel = "ipv4|ipv6|dual",
            description = "What nodes and pods have addresses of. Default: ipv4")
    private String family = Families.IPV4.toString();

    @Option(names = "--mtu", paramLabel = "BYTES", description = "Of the network between the nodes. Default: 1500")
    private int mtu = 1500;

    @Option(
            names = "--source-dest-check",
            paramLabel = "on|off",
            description = "Whether the cloud drops packets with addresses that are not the node's. Default: as the"
                    + " mode needs it")
    private @Nullable String sourceDestCheck;

    @Option(
            names = "--manifests",
            paramLabel = "DIR",
            description = "A folder of manifests that the agents follow, in place of the lab's own.")
    private @Nullable Path manifests;

    /** @throws IllegalArgumentException if it cannot be */
    LabSpec spec(String name) {
        return new LabSpec(
                name,
                nodes,
                pods,
                FabricMode.parse(mode),
                subnets,
                AttachMode.parse(attach),
                Families.parse(family),
                mtu,
                check(),
                manifests);
    }

    private @Nullable Boolean check() {
        return switch (sourceDestCheck) {
            case null -> null;
            case "on" -> true;
            case "off" -> false;
            default ->
                throw new TypeConversionException("--source-dest-check " + sourceDestCheck + ": expected on or off");
        };
    }
}

package org.flatnet.cli;

import java.nio.file.Path;
import org.flatnet.lab.plan.Families;
import org.flatnet.lab.plan.LabSpec;
import org.flatnet.model.AttachMode;
import org.flatnet.model.FabricMode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a lab is to be. */
final class LabOptions {
    private static final LabSpec USUAL = LabSpec.named(LabSpec.DEFAULT_NAME);

    @Option(names = "--nodes", paramLabel = "N", description = "How many nodes. Default: ${DEFAULT-VALUE}")
    private int nodes = USUAL.nodes();

    @Option(names = "--pods", paramLabel = "N", description = "How many pods on each. Default: ${DEFAULT-VALUE}")
    private int pods = USUAL.pods();

    @Option(
            names = "--mode",
            paramLabel = "native|cloud|vxlan|cross-subnet",
            description = "How nodes reach each other's pods. Default: ${DEFAULT-VALUE}")
    private String mode = USUAL.mode().toString();

    @Option(
            names = "--subnets",
            paramLabel = "N",
            description = "Over how many subnets the nodes are spread. Default: ${DEFAULT-VALUE}")
    private int subnets = USUAL.subnets();

    @Option(
            names = "--attach",
            paramLabel = "bridge|layer2|routed",
            description = "How pods hang off their node. Default: ${DEFAULT-VALUE}")
    private String attach = USUAL.attach().toString();

    @Option(
            names = "--family",
            paramLabel = "ipv4|ipv6|dual",
            description = "What nodes and pods have addresses of. Default: ${DEFAULT-VALUE}")
    private String family = USUAL.families().toString();

    @Option(
            names = "--mtu",
            paramLabel = "BYTES",
            description = "Of the network between the nodes. Default: ${DEFAULT-VALUE}")
    private int mtu = USUAL.mtu();

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
                throw new IllegalArgumentException("--source-dest-check " + sourceDestCheck + ": expected on or off");
        };
    }
}

package org.flatnet.cni;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a runtime can ask of a plugin, with the environment variables that each command must come with. */
public enum CniCommand {
    ADD,
    CHECK,
    DEL,
    GC,
    STATUS,
    VERSION;

    /**
     * The variables that must be set and not empty. DEL does without CNI_NETNS: the namespace is gone then, and what lies
     * outside of it is still to be deleted.
     */
    public List<String> requiredVariables() {
        return switch (this) {
            case ADD, CHECK -> List.of("CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME", "CNI_PATH");
            case DEL -> List.of("CNI_CONTAINERID", "CNI_IFNAME", "CNI_PATH");
            case GC, STATUS -> List.of("CNI_PATH");
            case VERSION -> List.of();
        };
    }

    /** Whether the command is about one attachment, so that it names a container and an interface. */
    public boolean concernsAttachment() {
        return this == ADD || this == CHECK || this == DEL;
    }

    /** The version of the specification that brought the command. */
    public CniVersion since() {
        return switch (this) {
            case ADD, DEL, VERSION -> CniVersion.V0_1_0;
            case CHECK -> CniVersion.V0_4_0;
            case GC, STATUS -> CniVersion.V1_1_0;
        };
    }

    /** The command of exactly this name. */
    static Optional<CniCommand> of(String name) {
        return Arrays.stream(values())
                .filter(command -> command.name().equals(name))
                .findFirst();
    }
}

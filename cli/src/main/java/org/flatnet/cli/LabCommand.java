package org.flatnet.cli;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.flatnet.lab.run.Lab;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code flatnet lab} and its subcommands. */
@Command(
        name = "lab",
        description = "A whole cluster on this machine: up, checked, reported, down.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {
            LabCommand.Up.class,
            LabCommand.Check.class,
            LabCommand.Status.class,
            LabCommand.Down.class,
            LabCommand.Exec.class,
            LabCommand.Pod.class,
            LabCommand.Agent.class
        },
        footer = {
            "",
            "Examples:",
            "  flatnet lab                                  the reference cluster, checked",
            "  flatnet lab --mode vxlan --nodes 3           three nodes behind an overlay",
            "  flatnet lab up && flatnet lab exec worker-0 -- ip route"
        })
final class LabCommand extends OnLab.Making {
    @Option(names = "--keep", description = "Leave the lab up.")
    private boolean keep;

    @Override
    public Integer call() throws IOException {
        return LabName.labs().whole(wanted(), json(), keep);
    }

    @Command(
            name = "up",
            description = "Brings a lab up, to stay.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  flatnet lab up --nodes 3 --family dual"})
    static final class Up extends OnLab.Making {
        @Option(names = "--keep", description = "Leave what is there when it does not come up.")
        private boolean keep;

        @Override
        public Integer call() throws IOException {
            return LabName.labs().up(wanted(), json(), keep);
        }
    }

    @Command(
            name = "check",
            description = "Checks with real packets that the network keeps its promises.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  flatnet lab check --json"})
    static final class Check extends OnLab.Reporting {
        @Override
        public Integer call() throws IOException {
            return LabName.labs().check(lab(), json());
        }
    }

    @Command(
            name = "status",
            description = "Shows the nodes and pods of a lab.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  flatnet lab status"})
    static final class Status extends OnLab.Reporting {
        @Override
        public Integer call() throws IOException {
            return LabName.labs().status(lab(), json());
        }
    }

    @Command(
            name = "down",
            description = "Takes a lab down, and what a killed one left.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  flatnet lab down"})
    static final class Down extends OnLab {
        @Override
        public Integer call() throws IOException {
            return LabName.labs().down(lab());
        }
    }

    @Command(
            name = "exec",
            description = "Runs a command in the network namespace of a node, a pod, vpc or outside.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  flatnet lab exec worker-0 -- ip route"})
    static final class Exec extends OnLab {
        @Parameters(index = "0", paramLabel = "NAME", description = "A node, a pod, vpc or outside.")
        private String place = "";

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "With its arguments.")
        private List<String> command = List.of();

        @Override
        public Integer call() throws IOException {
            LabName.labs().exec(lab(), place, command);
            return ExitCode.OK;
        }
    }

    @Command(
            name = "pod",
            description = "Adds and deletes pods.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            subcommands = {Pod.Add.class, Pod.Delete.class})
    static final class Pod extends CommandGroup {
        @Command(
                name = "add",
                description = "Adds a pod to a node, as a container runtime does.",
                mixinStandardHelpOptions = true,
                footer = {"", "Example:", "  flatnet lab pod add web --node worker-0"})
        static final class Add extends OnLab {
            @Parameters(paramLabel = "NAME", description = "Of the new pod.")
            private String pod = "";

            @Option(names = "--node", required = true, paramLabel = "NODE", description = "Where it runs.")
            private String node = "";

            @Override
            public Integer call() throws IOException {
                return LabName.labs().addPod(lab(), pod, node);
            }
        }

        @Command(
                name = "delete",
                description = "Deletes a pod.",
                mixinStandardHelpOptions = true,
                footer = {"", "Example:", "  flatnet lab pod delete web"})
        static final class Delete extends OnLab {
            @Parameters(paramLabel = "NAME", description = "Of the pod.")
            private String pod = "";

            @Override
            public Integer call() throws IOException {
                return LabName.labs().deletePod(lab(), pod);
            }
        }
    }

    @Command(
            name = "agent",
            description = "Stops, starts or kills the agent of a node.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: what a crash does:", "  flatnet lab agent kill worker-0"})
    static final class Agent extends OnLab {
        @Parameters(
                index = "0",
                paramLabel = "stop|start|kill",
                description = "What is done.",
                converter = Verbs.class,
                completionCandidates = Verbs.class)
        private Lab.AgentVerb verb = Lab.AgentVerb.START;

        @Parameters(index = "1", paramLabel = "NODE", description = "Whose agent.")
        private String node = "";

        @Override
        public Integer call() throws IOException {
            return LabName.labs().agent(lab(), verb, node);
        }

        /** As they are typed, in small letters. */
        private static final class Verbs implements ITypeConverter<Lab.AgentVerb>, Iterable<String> {
            private final Map<String, Lab.AgentVerb> byWord = new LinkedHashMap<>();

            Verbs() {
                for (Lab.AgentVerb verb : Lab.AgentVerb.values()) {
                    byWord.put(verb.name().toLowerCase(Locale.ROOT), verb);
                }
            }

            @Override
            public Lab.AgentVerb convert(String word) {
                Lab.AgentVerb verb = byWord.get(word);
                if (verb == null) {
                    throw new TypeConversionException(
                            "expected one of " + String.join(", ", byWord.keySet()) + ", not '" + word + "'");
                }
                return verb;
            }

            @Override
            public Iterator<String> iterator() {
                return byWord.keySet().iterator();
            }
        }
    }
}

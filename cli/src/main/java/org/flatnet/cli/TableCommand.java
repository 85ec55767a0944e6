package org.flatnet.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** A command whose options are the agent's settings, made from their table. */
interface TableCommand {
    String name();

    String description();

    /** Lines below the options. */
    String[] example();

    /** Runs it; the exit status. */
    int run(ParseResult parsed) throws IOException, InterruptedException;

    default CommandSpec spec() {
        CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name(name());
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
        spec.usageMessage().description(description()).footer(example());
        SettingOptions.add(spec);
        return spec;
    }
}

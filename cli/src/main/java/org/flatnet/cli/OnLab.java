package org.flatnet.cli;

import java.util.concurrent.Callable;
import org.flatnet.lab.plan.LabSpec;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that works on a lab. */
abstract class OnLab implements Callable<Integer> {
    @Mixin
    private LabName name = new LabName();

    String lab() {
        return name.name();
    }

    /** One that reports how the lab is. */
    abstract static class Reporting extends OnLab {
        @Option(names = "--json", description = "One JSON object instead of the report.")
        private boolean json;

        boolean json() {
            return json;
        }
    }

    /** One that makes the lab. */
    abstract static class Making extends Reporting {
        @Mixin
        private LabOptions options = new LabOptions();

        LabSpec wanted() {
            return options.spec(lab());
        }
    }
}

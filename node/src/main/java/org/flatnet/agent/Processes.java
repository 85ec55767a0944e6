package org.flatnet.agent;

/** The programs that run on this machine, as far as this process sees them. */
final class Processes {
    private Processes() {}

    static boolean run(String program) {
        return ProcessHandle.allProcesses()
                .anyMatch(process -> process.info()
                        .command()
                        .filter(name -> name.endsWith("/" + program))
                        .isPresent());
    }
}

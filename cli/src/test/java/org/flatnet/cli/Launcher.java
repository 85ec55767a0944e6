package org.flatnet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A copy of what is built, in a folder of its own, and the command {@code ./flatnet} in it.
 *
 * @param folder the copy
 * @param ordinary whether it belongs to an ordinary user, who then calls the command
 */
record Launcher(Path folder, boolean ordinary) {
    private static final String USER = "65534";
    private static final String LAB = "lab";
    private static final String[] BUILT = {
        "flatnet",
        "scripts",
        "cli/target/flatnet.jar",
        "cli/target/lib",
        "lab/target/flatnet-pod",
        "shim/target/flatnet-cni"
    };

    /** Copies what {@code ./flatnet --version} or {@code ./test} has built. */
    static Launcher in(Path folder, boolean ordinary) throws IOException {
        assertThat(Built.home().resolve(BUILT[2]))
                .as("what is built: ./flatnet --version builds it")
                .exists();
        List<String> copy = new ArrayList<>(List.of("cp", "-a", "--parents"));
        copy.addAll(List.of(BUILT));
        try (Stream<Path> caches = Files.list(Built.home().resolve(".flatnet"))) {
            caches.map(Path::getFileName)
                    .filter(name -> name.toString().endsWith(".aot"))
                    .forEach(name -> copy.add(".flatnet/" + name));
        }
        copy.add(folder.toString());
        run(new ProcessBuilder(copy).directory(Built.home().toFile()));
        if (ordinary && isRootOfTheMachine()) {
            run(new ProcessBuilder("chown", "-R", USER + ":" + USER, folder.toString()));
        }
        return new Launcher(folder, ordinary);
    }

    private static void run(ProcessBuilder command) throws IOException {
        Outcome outcome = new Running(command.redirectErrorStream(true).start()).end();
        assertThat(outcome.status()).as(outcome.output()).isZero();
    }

    /** Not only of a user namespace, where there may be no other user to become. */
    private static boolean isRootOfTheMachine() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)
                && Files.readString(Path.of("/proc/self/uid_map")).strip().matches("0 +0 +4294967295");
    }

    /** A command that runs, as the first of its process group. */
    record Running(Process process) {
        /** Sends a signal to all of the group, as a terminal does with its keys. */
        void signal(String name) throws IOException {
            run(new ProcessBuilder("kill", "-s", name, "--", "-" + process.pid()));
        }

        Outcome end() throws IOException {
            return Outcome.of(process);
        }
    }

    /** Starts a program as the copy's user, with the environment of a new terminal. */
    Running start(String... program) throws IOException {
        List<String> words = new ArrayList<>(List.of("env", "--default-signal=INT", "setsid"));
        if (ordinary) {
            words.addAll(
                    isRootOfTheMachine()
                            ? List.of("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups", "--")
                            : List.of("unshare", "--user", "--map-user=" + USER, "--map-group=" + USER, "--"));
        }
        words.addAll(List.of(program));
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        if (ordinary) {
            builder.environment().remove("FLATNET_ROOTLESS");
        }
        builder.environment().put("FLATNET_BUILT", "1");
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return new Running(builder.start());
    }

    Running flatnet(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("./flatnet"));
        words.addAll(List.of(arguments));
        return start(words.toArray(String[]::new));
    }

    /** Runs a command of the lab to its end, which must be a good one; what it printed. */
    String lab(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(LAB));
        words.addAll(List.of(arguments));
        Outcome outcome = flatnet(words.toArray(String[]::new)).end();
        assertThat(outcome.status()).as(outcome.output()).isZero();
        return outcome.output();
    }

    Path labs() {
        return folder.resolve(".flatnet/labs");
    }

    /** What the lab has written down; empty before it has. */
    String state(String name) throws IOException {
        Path file = labs().resolve(name).resolve("lab.json");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Whatever a lab could have left: processes, mounts and names of namespaces, files. */
    List<String> left(String name) throws IOException {
        List<String> left = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> read(process.resolve("environ")).contains(folder.toString())
                            || read(process.resolve("cmdline")).contains(folder.toString()))
                    .forEach(process -> left.add(process + " " + read(process.resolve("cmdline"))));
        }
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            mounts.filter(line -> line.contains("/" + name + "-") || line.contains(folder.toString()))
                    .forEach(left::add);
        }
        Path namespaces = Path.of("/run/netns");
        if (Files.exists(namespaces)) {
            try (Stream<Path> names = Files.list(namespaces)) {
                names.map(Path::toString)
                        .filter(file -> file.contains("/" + name + "-"))
                        .forEach(left::add);
            }
        }
        try (Stream<Path> files = Files.list(labs())) {
            files.filter(file -> !file.endsWith(".lock")).map(Path::toString).forEach(left::add);
        }
        return left;
    }

    /** Empty where the process has ended, or is somebody else's. */
    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}

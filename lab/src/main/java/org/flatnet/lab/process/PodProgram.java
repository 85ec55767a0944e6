package org.flatnet.lab.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;

/**
 * The executable {@code flatnet-pod}: it enters a namespace by itself, so that no thread of this process ever does, and
 * is then a pod's holder, a server, a client, or whatever program it is told to become.
 *
 * @param executable where it lies
 */
public record PodProgram(Path executable) {

    /** Checks that it was built. */
    public PodProgram {
        if (!Files.isExecutable(executable)) {
            throw new IllegalStateException(executable
                    + " is not there: ./flatnet builds it from lab/src/main/c/flatnet-pod.c when it starts the lab");
        }
    }

    /**
     * A program's command in a namespace.
     *
     * @param detached in a session of its own, so that a key on the terminal or its end does not reach it
     */
    public List<String> command(Path namespace, boolean detached, List<String> command) {
        List<String> words = new ArrayList<>(List.of(executable.toString()));
        if (detached) {
            words.add("--detach");
        }
        words.addAll(List.of("--netns", namespace.toString()));
        words.addAll(command);
        return words;
    }

    /** A command that runs another program in a namespace. */
    public List<String> run(Path namespace, boolean detached, List<String> program) {
        List<String> words = new ArrayList<>(List.of("run"));
        words.addAll(program);
        return command(namespace, detached, words);
    }

    /** Starts the process that holds a pod's namespace; returns once it does. It ends by being killed. */
    public long hold(Path namespace) throws IOException {
        return startHolder(namespace, List.of("pause"));
    }

    /** Starts a server on a TCP and UDP port of both families; returns once it listens. It ends by being killed. */
    public long serve(Path namespace, String name, int port) throws IOException {
        String number = Integer.toString(port);
        return startHolder(namespace, List.of("serve", name, "--tcp", number, "--udp", number));
    }

    private long startHolder(Path namespace, List<String> words) throws IOException {
        Process process = new ProcessBuilder(command(namespace, true, words))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            if (line == null || !line.startsWith("{\"ok\":true")) {
                process.destroyForcibly();
                throw new KernelException(
                        String.join(" ", words) + " in " + namespace,
                        Errno.EIO,
                        line == null ? "it ended without a word" : line);
            }
        }
        return process.pid();
    }

    /** A client in a namespace, which asks one thing after the other. */
    public Prober prober(Path namespace) throws IOException {
        return new Prober(new ProcessBuilder(command(namespace, true, List.of("client")))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }
}

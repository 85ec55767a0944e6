package org.flatnet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a program gave: its exit status, and all that it printed. */
record Outcome(int status, String output) {

    /** Waits for the end of a program whose errors go where its output goes; it gets no input. */
    static Outcome of(Process process) throws IOException {
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Outcome(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}

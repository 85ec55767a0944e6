package org.flatnet.lab.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client process in one namespace. Questions run side by side, each in a process of its own; so ask no more at once
 * than the machine can take. Any thread may ask.
 */
public final class Prober implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final Writer questions;
    private final Map<String, CompletableFuture<Answer>> open = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();

    Prober(Process process) {
        this.process = process;
        this.questions = process.outputWriter();
        Thread.ofPlatform().name("answers-of-" + process.pid()).daemon().start(this::readAnswers);
    }

    /** Asks, in the words of the program's usage text: {@code tcp 10.200.1.5 8080}. An answer always comes. */
    public CompletableFuture<Answer> ask(String question) {
        String id = Integer.toString(lastId.incrementAndGet());
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        open.put(id, answer);
        try {
            synchronized (questions) {
                questions.write(id + " " + question + "\n");
                questions.flush();
            }
        } catch (IOException e) {
            answer.complete(Answer.failed("the client process has ended: " + e.getMessage()));
        }
        if (!process.isAlive()) {
            failAll();
        }
        return answer;
    }

    private void readAnswers() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode answer = JSON.readTree(line);
                CompletableFuture<Answer> question =
                        open.remove(answer.path("id").asString(""));
                if (question != null) {
                    question.complete(Answer.read(answer));
                }
            }
        } catch (IOException | JacksonException e) {
            // An answer that cannot be read is as good as none: those who still wait are told below.
        } finally {
            failAll();
        }
    }

    private void failAll() {
        open.values().forEach(answer -> answer.complete(Answer.failed("the client process has ended")));
        open.clear();
    }

    /** Ends the client; questions that are open get a failed answer. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}

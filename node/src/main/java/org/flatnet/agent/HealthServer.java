package org.flatnet.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.flatnet.liveness.Vitals;
import org.jspecify.annotations.Nullable;

/** Liveness, readiness and metrics over HTTP: {@code /healthz}, {@code /readyz}, {@code /metrics}. */
final class HealthServer implements AutoCloseable {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final HttpServer server;

    /**
     * @param vitals tell whether the agent should be started anew
     * @param notReady why the agent does not serve yet, or null
     */
    HealthServer(InetSocketAddress address, Telemetry telemetry, Vitals vitals, Supplier<@Nullable String> notReady)
            throws IOException {
        server = at(address);
        server.setExecutor(Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("health").daemon().factory()));
        server.createContext("/healthz", exchange -> probe(exchange, vitals.trouble()));
        server.createContext("/readyz", exchange -> probe(exchange, notReady.get()));
        server.createContext("/metrics", exchange -> answer(exchange, 200, telemetry.text()));
        server.start();
    }

    private static HttpServer at(InetSocketAddress address) throws IOException {
        try {
            return HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException(
                    "health and metrics cannot be served at " + address.getHostString() + ":" + address.getPort() + " ("
                            + e.getMessage() + "): choose another " + Settings.METRICS_ADDRESS.flag() + ", or off",
                    e);
        }
    }

    private static void probe(HttpExchange exchange, @Nullable String why) throws IOException {
        String text = why == null ? "ok\n" : why + "\n";
        answer(exchange, why == null ? 200 : 503, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", TEXT);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package org.flatnet.agent;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The agent's metrics, for Prometheus. One registry an agent: several may live in one process. */
public final class Telemetry {
    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Histogram calls = Histogram.builder()
            .name("flatnet_cni_call_seconds")
            .help("Time that the agent took to answer a call of the CNI executable.")
            .labelNames("command", "code")
            .classicOnly()
            .classicUpperBounds(0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5)
            .register(registry);
    private final Counter drift = Counter.builder()
            .name("flatnet_drift_total")
            .help("Kernel objects of ours that someone else changed or took away, and that were put back.")
            .labelNames("kind")
            .register(registry);
    private final Counter problems = Counter.builder()
            .name("flatnet_source_problems_total")
            .help("Objects of the cluster that could not be read or used.")
            .register(registry);

    /** A call was answered; code 0 is success. */
    public void called(String command, int code, long nanos) {
        calls.labelValues(command, Integer.toString(code)).observe(nanos / NANOS);
    }

    public void drifted(String kind) {
        drift.labelValues(kind).inc();
    }

    public void problem() {
        problems.inc();
    }

    /** A number that is asked for when it is scraped. */
    public void gauge(String name, String help, Supplier<Number> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> gauge.call(value.get().doubleValue()))
                .register(registry);
    }

    /** Numbers by the values of labels, asked for when they are scraped. */
    void gauges(String name, String help, List<String> labels, Supplier<Map<List<String>, ? extends Number>> values) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels.toArray(String[]::new))
                .callback(gauge -> values.get()
                        .forEach((key, value) -> gauge.call(value.doubleValue(), key.toArray(String[]::new))))
                .register(registry);
    }

    /** Everything in Prometheus' text format. */
    byte[] text() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
        return out.toByteArray();
    }
}

package org.flatnet.lab.check;

/**
 * What came of one check.
 *
 * @param name unique in a lab: "tcp ipv4 pod-0-0 to pod-1-0"
 * @param subject what was tried, without from and to: "tcp"; checks of the same ends are told together by it
 * @param from the place that asked; empty where there is none
 * @param to the place that was asked; empty where there is none
 * @param path the addresses, for people: "10.200.0.7 → 10.200.1.5:8080"; empty where there are none
 * @param detail the evidence, or what went wrong
 * @param micros until the answer came, in microseconds; 0 where nothing was measured
 */
public record Check(
        String name,
        CheckKind kind,
        String subject,
        String from,
        String to,
        String path,
        boolean ok,
        String detail,
        long micros) {

    /** The same with more to say of what went wrong. */
    public Check withDetail(String newDetail) {
        return new Check(name, kind, subject, from, to, path, ok, newDetail, micros);
    }
}

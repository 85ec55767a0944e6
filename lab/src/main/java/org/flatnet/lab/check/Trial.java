package org.flatnet.lab.check;

import org.flatnet.lab.process.Answer;

/**
 * One thing to try in a lab.
 *
 * @param subject what is tried: "tcp", "udp ipv6"
 * @param from for people: the place that asks, or a container in it
 * @param to for people
 * @param place whose client asks: a node, a pod or outside
 * @param path the addresses, for people
 * @param question in the words of the client program
 */
public record Trial(
        CheckKind kind,
        String subject,
        String from,
        String to,
        String place,
        String path,
        String question,
        Expectation expectation) {

    /** What is tried and between whom, which no other trial of the lab is. */
    public String name() {
        return subject + " " + from + " to " + to;
    }

    /** What comes of an answer. */
    public Check judge(Answer answer) {
        Expectation.Verdict verdict = expectation.judge(answer);
        return new Check(name(), kind, subject, from, to, path, verdict.ok(), verdict.detail(), answer.micros());
    }
}

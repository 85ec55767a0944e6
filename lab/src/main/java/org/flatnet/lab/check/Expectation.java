package org.flatnet.lab.check;

import java.util.List;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.lab.process.Answer;

/** What an answer must be for its check to pass. */
public sealed interface Expectation {

    /** What came of it: whether that is as expected, and the evidence. */
    record Verdict(boolean ok, String detail) {}

    Verdict judge(Answer answer);

    /**
     * The server of this name answers, and saw one of these addresses.
     *
     * @param means what it means that it saw them: "no NAT"
     */
    record SeenAs(String server, List<IpAddress> addresses, String means) implements Expectation {
        public SeenAs {
            addresses = List.copyOf(addresses);
        }

        @Override
        public Verdict judge(Answer answer) {
            if (!answer.ok()) {
                return new Verdict(false, answer.detail());
            }
            if (!answer.detail().equals(server)) {
                return new Verdict(false, "expected " + server + " to answer, it was " + answer.detail());
            }
            String saw = "the server saw " + answer.saw();
            boolean expected =
                    addresses.stream().anyMatch(address -> address.toString().equals(answer.saw()));
            return expected
                    ? new Verdict(true, saw + ": " + means)
                    : new Verdict(
                            false,
                            saw + ": expected "
                                    + String.join(
                                            " or ",
                                            addresses.stream()
                                                    .map(IpAddress::toString)
                                                    .toList())
                                    + " (" + means + ")");
        }
    }

    /** An answer comes. */
    record Answered() implements Expectation {
        @Override
        public Verdict judge(Answer answer) {
            return new Verdict(answer.ok(), answer.detail());
        }
    }

    /**
     * No answer comes.
     *
     * @param why it must not, for people
     */
    record NotReached(String why) implements Expectation {
        @Override
        public Verdict judge(Answer answer) {
            return answer.ok()
                    ? new Verdict(false, answer.detail() + " answered: " + why)
                    : new Verdict(true, "not reachable, " + why + ": " + answer.detail());
        }
    }

    /**
     * The largest packet that passes whole is the link's MTU.
     *
     * @param least what the link may say at the least, in bytes
     * @param most what the link may say at the most, in bytes
     * @param why it may, for people
     */
    record WholePackets(int least, int most, String why) implements Expectation {
        @Override
        public Verdict judge(Answer answer) {
            if (answer.largest() == 0) {
                return new Verdict(false, answer.detail());
            }
            String measured =
                    "the largest packet is " + answer.largest() + " bytes, the pod's link says " + answer.link();
            if (answer.largest() != answer.link()) {
                return new Verdict(false, measured);
            }
            boolean fits = answer.link() >= least && answer.link() <= most;
            return fits
                    ? new Verdict(true, "MTU " + answer.link() + ": the largest packet, and what the pod's link says")
                    : new Verdict(
                            false,
                            measured + ": expected " + (least == most ? "" : least + " to ") + most + " (" + why + ")");
        }
    }

    /** A second bind of a port that the pod's other container has fails with EADDRINUSE. */
    record Refused() implements Expectation {
        @Override
        public Verdict judge(Answer answer) {
            return new Verdict(
                    answer.ok(), answer.ok() ? "refused: " + answer.detail() : "not refused: " + answer.detail());
        }
    }
}

package org.flatnet.cni;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.sys.Descriptor;

/**
 * What the CNI executable sends, over a connection of its own for each call:
 *
 * <pre>
 *  0        8                12           16                 20
 *  FLATNET1 | environment, bytes | stdin, bytes | namespace state | environment | stdin
 * </pre>
 *
 * Numbers are unsigned and big-endian. The environment is a row of {@code KEY=VALUE}, each ended by a zero byte. With the
 * first byte come descriptors: the executable's own network namespace, and, for state 1, the one of CNI_NETNS.
 */
final class ShimRequest implements AutoCloseable {
    static final int HEADER_BYTES = 20;
    static final int MOST_DESCRIPTORS = 2;
    static final String CALLED_AS = "FLATNET_CALLED_AS";
    private static final byte[] MAGIC = "FLATNET1".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_ENVIRONMENT_BYTES = 64 << 10;
    private static final int NAMESPACE_ABSENT = 0;
    private static final int NAMESPACE_PASSED = 1;
    private static final int NAMESPACE_ERRNO = 1000;
    private static final int LAST_ERRNO = 4095;

    private final Map<String, String> variables;
    private final byte[] standardInput;
    private final int namespaceState;

    /** As they were received, not checked. */
    private final List<Descriptor> descriptors;

    private ShimRequest(
            Map<String, String> variables, byte[] standardInput, int namespaceState, List<Descriptor> descriptors) {
        this.variables = variables;
        this.standardInput = standardInput;
        this.namespaceState = namespaceState;
        this.descriptors = List.copyOf(descriptors);
    }

    /**
     * The first bytes of a request: how long the rest is.
     *
     * @param namespaceState 0: CNI_NETNS is not set, or empty; 1: it is passed; else 1000 and the error of its opening
     */
    record Header(int environmentBytes, int inputBytes, int namespaceState) {

        /** Reads the header; the buffer holds all of it. */
        static Header read(ByteBuffer bytes) throws CniException {
            byte[] magic = new byte[MAGIC.length];
            ByteBuffer header = bytes.duplicate().order(ByteOrder.BIG_ENDIAN);
            header.get(magic);
            if (!Arrays.equals(magic, MAGIC)) {
                throw malformed("it does not begin with FLATNET1: executable and agent are of different versions");
            }
            return new Header(
                    length("environment", header.getInt(), MOST_ENVIRONMENT_BYTES),
                    length("standard input", header.getInt(), JsonReader.MAXIMUM_BYTES),
                    state(header.getInt()));
        }

        private static int length(String what, int bytes, int most) throws CniException {
            if (bytes < 0 || bytes > most) {
                throw malformed(
                        "its " + what + " has " + Integer.toUnsignedString(bytes) + " bytes: expected at most " + most);
            }
            return bytes;
        }

        private static int state(int state) throws CniException {
            boolean errno = state > NAMESPACE_ERRNO && state <= NAMESPACE_ERRNO + LAST_ERRNO;
            if (state != NAMESPACE_ABSENT && state != NAMESPACE_PASSED && !errno) {
                throw malformed("its namespace state is " + Integer.toUnsignedString(state));
            }
            return state;
        }

        int bodyBytes() {
            return environmentBytes + inputBytes;
        }

        /** How many descriptors must come with the request. */
        int expectedDescriptors() {
            return namespaceState == NAMESPACE_PASSED ? 2 : 1;
        }
    }

    /** Reads what follows the header. Takes the descriptors over, whatever happens. */
    static ShimRequest read(Header header, ByteBuffer body, List<Descriptor> descriptors) throws CniException {
        try {
            byte[] environment = new byte[header.environmentBytes];
            byte[] input = new byte[header.inputBytes];
            body.get(environment).get(input);
            if (descriptors.size() != header.expectedDescriptors()) {
                throw new CniException(
                        CniCode.INVALID_NAMESPACE,
                        "the request came with " + descriptors.size() + " descriptors: expected "
                                + header.expectedDescriptors());
            }
            return new ShimRequest(variables(environment), input, header.namespaceState, descriptors);
        } catch (CniException | RuntimeException e) {
            descriptors.forEach(Descriptor::close);
            throw e;
        }
    }

    private static Map<String, String> variables(byte[] environment) throws CniException {
        Map<String, String> variables = new HashMap<>();
        int start = 0;
        while (start < environment.length) {
            int end = start;
            while (end < environment.length && environment[end] != 0) {
                end++;
            }
            if (end == environment.length) {
                throw malformed("its environment does not end with a zero byte");
            }
            String pair = decode(environment, start, end);
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw malformed("its environment holds " + Shown.quoted(pair) + ": expected KEY=VALUE");
            }
            // As getenv has it, the first of a name counts.
            variables.putIfAbsent(pair.substring(0, equals), pair.substring(equals + 1));
            start = end + 1;
        }
        return Map.copyOf(variables);
    }

    private static String decode(byte[] bytes, int start, int end) throws CniException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            String shown = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            throw new CniException(CniCode.INVALID_ENVIRONMENT, "the environment is not UTF-8: " + Shown.quoted(shown))
                    .causedBy(e);
        }
    }

    static CniException malformed(String why) {
        return new CniException(CniCode.INPUT_OUTPUT, "the request to the agent is malformed: " + why);
    }

    Map<String, String> variables() {
        return variables;
    }

    byte[] standardInput() {
        return standardInput;
    }

    /** The value of a variable; empty where it is not set. */
    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    /** The descriptor of the namespace that the executable runs in. */
    Descriptor ownNamespace() {
        return descriptors.getFirst();
    }

    boolean hasNamespace() {
        return namespaceState == NAMESPACE_PASSED;
    }

    /** The descriptor of what CNI_NETNS names. */
    Descriptor namespace() {
        return descriptors.getLast();
    }

    /** Why the executable could not open CNI_NETNS; 0 where it could or did not try. */
    int namespaceErrno() {
        return namespaceState > NAMESPACE_ERRNO ? namespaceState - NAMESPACE_ERRNO : 0;
    }

    @Override
    public void close() {
        descriptors.forEach(Descriptor::close);
    }
}

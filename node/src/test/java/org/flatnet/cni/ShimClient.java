package org.flatnet.cni;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.flatnet.kernel.sys.Descriptor;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.UnixConnection;
import org.jspecify.annotations.Nullable;

/** Calls an agent as the CNI executable does, without the executable. */
public final class ShimClient {
    private static final int ANSWER_HEADER_BYTES = 12;

    private final Path socket;
    private final NetworkNamespace own;

    /**
     * A client that says it runs in that namespace.
     *
     * @param own belongs to the caller
     */
    public ShimClient(Path socket, NetworkNamespace own) {
        this.socket = socket;
        this.own = own;
    }

    /** What the executable would write and exit with. */
    public record Answer(int exitCode, String output, String error) {
        /** The code of an error's JSON; 0 where the call succeeded. */
        public int code() {
            if (exitCode == 0) {
                return 0;
            }
            int from = output.indexOf("\"code\":") + "\"code\":".length();
            int to = from;
            while (to < output.length() && Character.isDigit(output.charAt(to))) {
                to++;
            }
            return Integer.parseInt(output.substring(from, to));
        }
    }

    /** A command for an interface {@code eth0} of a container, or for none where the command has none. */
    public Answer call(
            CniCommand command,
            String calledAs,
            String containerId,
            @Nullable NetworkNamespace namespace,
            String config)
            throws KernelException {
        Map<String, String> variables = variables(command, calledAs);
        if (command.concernsAttachment()) {
            variables.put("CNI_CONTAINERID", containerId);
            variables.put("CNI_IFNAME", "eth0");
            if (namespace != null) {
                variables.put("CNI_NETNS", "/run/netns/" + containerId);
            }
        }
        return call(variables, namespace, config);
    }

    /** The variables that every command has. */
    public static Map<String, String> variables(CniCommand command, String calledAs) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("CNI_COMMAND", command.name());
        variables.put("CNI_PATH", "/opt/cni/bin");
        variables.put("FLATNET_CALLED_AS", calledAs);
        return variables;
    }

    /** A call with these variables; the namespace, if there is one, is passed as CNI_NETNS's. */
    public Answer call(Map<String, String> variables, @Nullable NetworkNamespace namespace, String config)
            throws KernelException {
        List<Descriptor> descriptors = new ArrayList<>(List.of(own.descriptor()));
        if (namespace != null) {
            descriptors.add(namespace.descriptor());
        }
        byte[] request = request(variables, namespace == null ? 0 : 1, config.getBytes(StandardCharsets.UTF_8));
        return send(request, descriptors);
    }

    /** The bytes of a request. */
    public static byte[] request(Map<String, String> variables, int namespaceState, byte[] config) {
        ByteArrayOutputStream environment = new ByteArrayOutputStream();
        variables.forEach((name, value) -> {
            environment.writeBytes((name + "=" + value).getBytes(StandardCharsets.UTF_8));
            environment.write(0);
        });
        return ByteBuffer.allocate(20 + environment.size() + config.length)
                .put("FLATNET1".getBytes(StandardCharsets.US_ASCII))
                .putInt(environment.size())
                .putInt(config.length)
                .putInt(namespaceState)
                .put(environment.toByteArray())
                .put(config)
                .array();
    }

    /** Sends any bytes with any descriptors, and reads the answer. */
    public Answer send(byte[] request, List<Descriptor> descriptors) throws KernelException {
        try (UnixConnection connection = UnixConnection.connect(socket)) {
            connection.timeout(90_000);
            if (descriptors.isEmpty()) {
                connection.send(request);
            } else {
                connection.send(request, descriptors);
            }
            return answer(connection);
        }
    }

    /** Reads an answer to the end of the stream, which a server that has not read all of a bad request ends by a reset. */
    public static Answer answer(UnixConnection connection) throws KernelException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = receive(connection);
        while (part.length > 0) {
            all.writeBytes(part);
            part = receive(connection);
        }
        ByteBuffer answer = ByteBuffer.wrap(all.toByteArray());
        if (answer.remaining() < ANSWER_HEADER_BYTES) {
            throw new IllegalStateException("the answer has " + answer.remaining() + " bytes");
        }
        int exitCode = answer.getInt();
        byte[] output = new byte[answer.getInt()];
        byte[] error = new byte[answer.getInt()];
        answer.get(output).get(error);
        if (answer.hasRemaining()) {
            throw new IllegalStateException("the answer is longer than it says by " + answer.remaining() + " bytes");
        }
        return new Answer(
                exitCode, new String(output, StandardCharsets.UTF_8), new String(error, StandardCharsets.UTF_8));
    }

    private static byte[] receive(UnixConnection connection) throws KernelException {
        try {
            ByteBuffer part = connection.receive(1 << 16, 0).bytes();
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            return bytes;
        } catch (KernelException e) {
            if (e.is(Errno.ECONNRESET)) {
                return new byte[0];
            }
            throw e;
        }
    }
}

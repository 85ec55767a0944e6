package org.flatnet.kernel.netlink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NamespaceWorker;
import org.flatnet.kernel.sys.NetlinkChannel;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.jspecify.annotations.Nullable;

/**
 * A netlink socket for requests: it sends, and gives back what the kernel answered. It belongs to one network namespace
 * for its life, and to one thread at a time. Replies that are not answers to the request at hand are dropped, so that an
 * exchange that failed half way cannot confuse the next one.
 */
public final class NetlinkSocket implements AutoCloseable {
    /** Longer than any request takes; a kernel that is silent for so long has lost the answer. */
    private static final int SILENCE_MILLIS = 30_000;

    private static final int MOST_DUMPS = 20;

    /** The default send buffer is 208 KiB of kernel memory and a privileged setting may not be had: stay far below. */
    private static final int DATAGRAM_BYTES = 32 * 1024;

    /** Each acknowledgement takes some 800 bytes of the 208 KiB receive buffer. */
    private static final int DATAGRAM_MESSAGES = 128;

    private final NetlinkChannel channel;
    private int sequence = 1;

    /** An exchange, for errors, put into words only where there is one. */
    private record Operation(List<Request> requests) {
        @Override
        public String toString() {
            String first = requests.isEmpty() ? "nothing" : requests.getFirst().what();
            return requests.size() < 2 ? first : first + " and " + (requests.size() - 1) + " more";
        }
    }

    private NetlinkSocket(NetlinkChannel channel) {
        this.channel = channel;
    }

    /** Opens a socket in a namespace. */
    public static NetlinkSocket open(NetlinkProtocol protocol, NetworkNamespace namespace) throws KernelException {
        try {
            return namespace.call(() -> openHere(protocol));
        } catch (IOException e) {
            throw expected(e);
        }
    }

    /** Opens a socket in a namespace by way of a worker, which is quicker. */
    public static NetlinkSocket open(NetlinkProtocol protocol, NetworkNamespace namespace, NamespaceWorker worker)
            throws KernelException {
        try {
            return worker.call(namespace, () -> openHere(protocol));
        } catch (IOException e) {
            throw expected(e);
        }
    }

    /** Opens a socket in the calling thread's namespace. */
    public static NetlinkSocket openHere(NetlinkProtocol protocol) throws KernelException {
        return new NetlinkSocket(NetlinkChannel.open(protocol.number()));
    }

    private static KernelException expected(IOException e) {
        return e instanceof KernelException kernel
                ? kernel
                : new KernelException("open netlink socket", Errno.EIO, e.getMessage());
    }

    /** Has the kernel check every field of dump requests and filter by them. */
    public void checkStrictly() throws KernelException {
        channel.checkStrictly();
    }

    /** Asks for a larger send buffer than the default, for large transactions; needs privileges past the system's limit. */
    public void sendBuffer(int bytes) throws KernelException {
        channel.sendBuffer(bytes);
    }

    /** Asks for a larger receive buffer than the default. */
    public void receiveBuffer(int bytes) throws KernelException {
        channel.receiveBuffer(bytes);
    }

    /** Sends one request and waits for its acknowledgement. */
    public void execute(Request request) throws KernelException {
        executeAll(List.of(request)).getFirst().orThrow();
    }

    /**
     * Sends all requests, in order, without waiting for each. A refused one does not stop those after it.
     *
     * @return what became of each, in the same order
     * @throws KernelException if the exchange itself failed; how many were done is unknown then
     */
    public List<Outcome> executeAll(List<Request> requests) throws KernelException {
        List<Outcome> outcomes = new ArrayList<>(requests.size());
        int from = 0;
        while (from < requests.size()) {
            int to = datagramEnd(requests, from);
            outcomes.addAll(executeDatagram(requests.subList(from, to)));
            from = to;
        }
        return outcomes;
    }

    private static int datagramEnd(List<Request> requests, int from) {
        int bytes = 0;
        int to = from;
        while (to < requests.size() && to - from < DATAGRAM_MESSAGES) {
            bytes += Datagram.length(requests.get(to));
            if (bytes > DATAGRAM_BYTES && to > from) {
                break;
            }
            to++;
        }
        return to;
    }

    private List<Outcome> executeDatagram(List<Request> requests) throws KernelException {
        int first = send(requests, Request.ACK);
        Operation operation = new Operation(requests);
        @Nullable Outcome[] outcomes = new Outcome[requests.size()];
        int missing = outcomes.length;
        while (missing > 0) {
            for (Message message : receive(operation)) {
                int index = message.sequence() - first;
                boolean answer = message.type() == Acknowledgement.NLMSG_ERROR && index >= 0 && index < outcomes.length;
                if (answer && outcomes[index] == null) {
                    outcomes[index] = acknowledgement(message, operation).outcome(requests.get(index));
                    missing--;
                }
            }
        }
        List<Outcome> list = new ArrayList<>(outcomes.length);
        for (Outcome outcome : outcomes) {
            list.add(java.util.Objects.requireNonNull(outcome));
        }
        return list;
    }

    /**
     * Sends the requests as one datagram, which nftables takes as one transaction: all of it or nothing. The caller puts
     * the messages that begin and end the batch among them. The kernel has worked on everything when the send returns, so
     * that what it has to say is there at once.
     *
     * @return what the kernel refused; empty when the transaction is committed
     * @throws KernelException EMSGSIZE or ENOBUFS if the transaction is larger than the send buffer, which an unprivileged
     *     process cannot raise: split it
     */
    public List<RefusedMessage> transaction(List<Request> requests) throws KernelException {
        int first = send(requests, 0);
        Operation operation = new Operation(requests);
        List<RefusedMessage> refused = new ArrayList<>();
        for (ByteBuffer datagram = channel.poll(operation); datagram != null; datagram = channel.poll(operation)) {
            for (Message message : read(datagram, operation)) {
                int index = message.sequence() - first;
                if (message.type() != Acknowledgement.NLMSG_ERROR || index < 0 || index >= requests.size()) {
                    continue;
                }
                Acknowledgement answer = acknowledgement(message, operation);
                if (answer.errno() != 0) {
                    String what = requests.get(index).what();
                    refused.add(new RefusedMessage(index, answer.exception(what), answer.offset()));
                }
            }
        }
        return refused;
    }

    /** Sends a request that the kernel answers with one message. */
    public Message get(Request request) throws KernelException {
        int sent = send(List.of(request), 0);
        while (true) {
            for (Message message : receive(request)) {
                if (message.sequence() != sent) {
                    continue;
                }
                if (message.type() == Acknowledgement.NLMSG_ERROR) {
                    throw acknowledgement(message, request).exception(request.what());
                }
                return message;
            }
        }
    }

    /**
     * Sends a request and takes all that the kernel has of it, as one consistent list: a dump during which the kernel's
     * state changed is made again.
     *
     * @throws KernelException also when no dump of many was left undisturbed (EAGAIN)
     */
    public List<Message> dump(Request request) throws KernelException {
        for (int attempt = 0; attempt < MOST_DUMPS; attempt++) {
            List<Message> messages = new ArrayList<>();
            if (dumpOnce(request, messages)) {
                return messages;
            }
        }
        throw new KernelException(
                request.what(), Errno.EAGAIN, "the list changed while it was read, " + MOST_DUMPS + " times in a row");
    }

    /** Whether the dump was left undisturbed. It is read to its end in any case. */
    private boolean dumpOnce(Request request, List<Message> messages) throws KernelException {
        int sent = send(List.of(request), Request.DUMP);
        boolean whole = true;
        while (true) {
            for (Message message : receive(request)) {
                if (message.sequence() != sent) {
                    continue;
                }
                whole &= (message.flags() & Request.DUMP_INTERRUPTED) == 0;
                switch (message.type()) {
                    case Acknowledgement.NLMSG_DONE -> {
                        acknowledgement(message, request).orThrow(request);
                        return whole;
                    }
                    case Acknowledgement.NLMSG_ERROR ->
                        throw acknowledgement(message, request).exception(request.what());
                    default -> messages.add(message);
                }
            }
        }
    }

    private int send(List<Request> requests, int moreFlags) throws KernelException {
        int first = sequence;
        sequence += requests.size();
        channel.send(Datagram.write(requests, first, moreFlags), new Operation(requests));
        return first;
    }

    private List<Message> receive(Object operation) throws KernelException {
        while (true) {
            ByteBuffer datagram = channel.poll(operation);
            if (datagram != null) {
                return read(datagram, operation);
            }
            if (!channel.awaitReadable(SILENCE_MILLIS)) {
                throw new KernelException(operation.toString(), Errno.ETIMEDOUT, "the kernel did not answer");
            }
        }
    }

    private static List<Message> read(ByteBuffer datagram, Object operation) throws KernelException {
        try {
            return Datagram.read(datagram);
        } catch (MalformedMessageException e) {
            throw new KernelException(operation.toString(), Errno.EBADMSG, e.getMessage());
        }
    }

    private static Acknowledgement acknowledgement(Message message, Object operation) throws KernelException {
        try {
            return Acknowledgement.of(message);
        } catch (MalformedMessageException e) {
            throw new KernelException(operation.toString(), Errno.EBADMSG, e.getMessage());
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}

package org.flatnet.kernel.nftables;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flatnet.kernel.netlink.MalformedMessageException;
import org.flatnet.kernel.netlink.Message;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.NetlinkProtocol;
import org.flatnet.kernel.netlink.NetlinkSocket;
import org.flatnet.kernel.netlink.RefusedMessage;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.jspecify.annotations.Nullable;

/** The nftables of one network namespace: transactions and lists. It belongs to one thread at a time. */
public final class NftablesSocket implements AutoCloseable {
    /** {@code NFNLGRP_NFTABLES}: the multicast group of every committed change. */
    public static final int NFNLGRP_NFTABLES = 7;

    private static final int NFNL_MSG_BATCH_BEGIN = 16;
    private static final int NFNL_MSG_BATCH_END = 17;
    private static final int NFNL_BATCH_GENID = 1;
    private static final int NFTA_GEN_ID = 1;
    private static final int MOST_READS = 50;

    private final NetlinkSocket socket;

    private NftablesSocket(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Opens a socket in a namespace. */
    public static NftablesSocket open(NetworkNamespace namespace) throws KernelException {
        return new NftablesSocket(NetlinkSocket.open(NetlinkProtocol.NETFILTER, namespace));
    }

    /** Works on a socket that is open already, and closes it. */
    public static NftablesSocket over(NetlinkSocket socket) {
        return new NftablesSocket(socket);
    }

    /** Asks for a larger send buffer than the default, for large transactions; needs privileges past the system's limit. */
    public void sendBuffer(int bytes) throws KernelException {
        socket.sendBuffer(bytes);
    }

    // ---- changes

    /**
     * Applies a transaction whatever the ruleset is now.
     *
     * @throws KernelException EMSGSIZE if it does not fit the send buffer ({@link #sendBuffer} or smaller transactions),
     *     or if the exchange itself failed. What the kernel refused is in the result instead.
     */
    public Commit apply(Transaction transaction) throws KernelException {
        return apply(transaction, NftMessage.begin(0), 0);
    }

    /**
     * Applies a transaction if the ruleset is still the one of this generation.
     *
     * @throws KernelException as {@link #apply(Transaction)} does
     */
    public Commit apply(Transaction transaction, long generation) throws KernelException {
        MessageWriter begin = NftMessage.begin(0).attributeIntNetworkOrder(NFNL_BATCH_GENID, (int) generation);
        return apply(transaction, begin, generation);
    }

    private Commit apply(Transaction transaction, MessageWriter begin, long generation) throws KernelException {
        if (transaction.isEmpty()) {
            return new Commit.Done();
        }
        List<Request> batch = new ArrayList<>();
        batch.add(new Request(NFNL_MSG_BATCH_BEGIN, 0, batchHeader(begin), "begin transaction"));
        transaction.steps().forEach(step -> batch.add(step.request()));
        batch.add(new Request(NFNL_MSG_BATCH_END, 0, batchHeader(NftMessage.begin(0)), "end transaction"));
        return commit(transaction, send(transaction, batch), generation);
    }

    /** The resource of the two messages around a batch names the subsystem, in network order. */
    private static byte[] batchHeader(MessageWriter writer) {
        byte[] body = writer.toBytes();
        body[3] = Constants.SUBSYSTEM;
        return body;
    }

    private List<RefusedMessage> send(Transaction transaction, List<Request> batch) throws KernelException {
        try {
            return socket.transaction(batch);
        } catch (KernelException e) {
            if (e.is(Errno.EMSGSIZE)) {
                throw new KernelException(
                        "apply a transaction of " + transaction.bytes() + " bytes",
                        Errno.EMSGSIZE,
                        "it does not fit the socket's send buffer: raise that, or split the transaction");
            }
            throw e;
        }
    }

    private static Commit commit(Transaction transaction, List<RefusedMessage> refused, long generation)
            throws KernelException {
        if (refused.isEmpty()) {
            return new Commit.Done();
        }
        List<Commit.Failure> failures = new ArrayList<>();
        for (RefusedMessage message : refused) {
            int index = message.index() - 1;
            if (index < 0 && message.cause().is(Errno.ERESTART)) {
                return new Commit.GenerationMoved(generation);
            }
            if (index < 0 || index >= transaction.steps().size()) {
                throw message.cause();
            }
            Subject subject = transaction.steps().get(index).at(message.offset());
            failures.add(new Commit.Failure(subject, message.cause()));
        }
        return new Commit.Refused(failures);
    }

    // ---- lists

    /** The socket's address, by which notifications tell who made a change. */
    public int port() throws KernelException {
        return generationMessage().port();
    }

    private Message generationMessage() throws KernelException {
        return socket.get(NftMessage.request(Constants.NFT_MSG_GETGEN, 0, NftMessage.begin(0), "read generation"));
    }

    /** The number of changes committed so far in the namespace; it wraps after 32 bits. */
    public long generation() throws KernelException {
        return read(
                "read generation",
                generationMessage(),
                answer -> Integer.toUnsignedLong(
                        NftMessage.attributes("generation", answer).number(NFTA_GEN_ID)));
    }

    /** Every table of the namespace. */
    public List<Table> tables() throws KernelException {
        return list(Constants.NFT_MSG_GETTABLE, NftMessage.begin(0), "list tables", Table::read);
    }

    /** The chains of a table. */
    public List<Chain> chains(TableId table) throws KernelException {
        MessageWriter writer = NftMessage.begin(table.family().number());
        return list(Constants.NFT_MSG_GETCHAIN, writer, "list chains " + table, Chain::read).stream()
                .filter(chain -> chain.id().table().equals(table))
                .toList();
    }

    /** The sets and maps of a table, without their elements. */
    public List<NftSet> sets(TableId table) throws KernelException {
        // A set and a table say their table's name in an attribute of the same number.
        MessageWriter writer = Table.writeId(table);
        return list(Constants.NFT_MSG_GETSET, writer, "list sets " + table, NftSet::read).stream()
                .filter(set -> set.id().table().equals(table))
                .toList();
    }

    /** The elements of a set or map. */
    public List<Element> elements(SetId set) throws KernelException {
        List<Element> elements = new ArrayList<>();
        list(Constants.NFT_MSG_GETSETELEM, ElementList.writeSet(set), "list elements of " + set, ElementList::read)
                .forEach(elements::addAll);
        return elements;
    }

    /** The rules of a table, those of a chain in order. */
    public List<InstalledRule> rules(TableId table) throws KernelException {
        MessageWriter writer = Table.writeId(table);
        return list(Constants.NFT_MSG_GETRULE, writer, "list rules " + table, NftRule::read).stream()
                .filter(rule -> rule.rule().chain().table().equals(table))
                .toList();
    }

    /** The rules of a chain, in order. */
    public List<InstalledRule> rules(ChainId chain) throws KernelException {
        return list(Constants.NFT_MSG_GETRULE, NftRule.writeChain(chain), "list rules " + chain, NftRule::read).stream()
                .filter(rule -> rule.rule().chain().equals(chain))
                .toList();
    }

    /** The named objects of a table; those of types that the library does not know hold opaque state. */
    public List<NamedObject> objects(TableId table) throws KernelException {
        MessageWriter writer = Table.writeId(table);
        return list(Constants.NFT_MSG_GETOBJ, writer, "list objects " + table, NamedObject::read).stream()
                .filter(object -> object.id().table().equals(table))
                .toList();
    }

    /** Something read from the kernel. */
    private interface Reading<T extends @Nullable Object> {
        T read() throws KernelException;
    }

    /**
     * A table with all that is in it as one moment's picture: read again when the ruleset changed meanwhile.
     *
     * @return null if there is no such table
     * @throws KernelException EAGAIN if the ruleset never rested long enough
     */
    public @Nullable TableContents contents(TableId id) throws KernelException {
        return consistently("read table " + id, () -> {
            for (Table table : tables()) {
                if (table.id().equals(id)) {
                    return readContents(table);
                }
            }
            return null;
        });
    }

    /** Every table of the namespace with all that is in it, as one moment's picture. */
    public List<TableContents> ruleset() throws KernelException {
        return consistently("read ruleset", () -> {
            List<TableContents> ruleset = new ArrayList<>();
            for (Table table : tables()) {
                ruleset.add(readContents(table));
            }
            return ruleset;
        });
    }

    private TableContents readContents(Table table) throws KernelException {
        List<NftSet> sets = sets(table.id());
        Map<SetId, List<Element>> elements = new HashMap<>();
        for (NftSet set : sets) {
            elements.put(set.id(), elements(set.id()));
        }
        return new TableContents(table, chains(table.id()), sets, elements, rules(table.id()), objects(table.id()));
    }

    private <T extends @Nullable Object> T consistently(String what, Reading<T> reading) throws KernelException {
        @Nullable KernelException gone = null;
        for (int attempt = 0; attempt < MOST_READS; attempt++) {
            long before = generation();
            try {
                T result = reading.read();
                if (generation() == before) {
                    return result;
                }
            } catch (KernelException e) {
                // A set that was listed may be deleted before its elements are.
                if (!e.isNotFound() || generation() == before) {
                    throw e;
                }
                gone = e;
            }
        }
        throw new KernelException(
                what,
                Errno.EAGAIN,
                "the ruleset changed while it was read, " + MOST_READS + " times in a row"
                        + (gone == null ? "" : "; lately: " + gone.getMessage()));
    }

    private <T> List<T> list(int message, MessageWriter writer, String what, Function<Message, T> decode)
            throws KernelException {
        List<T> list = new ArrayList<>();
        for (Message answer : socket.dump(NftMessage.request(message, 0, writer, what))) {
            list.add(read(what, answer, decode));
        }
        return list;
    }

    private static <T> T read(String what, Message answer, Function<Message, T> decode) throws KernelException {
        try {
            return decode.apply(answer);
        } catch (MalformedMessageException e) {
            throw new KernelException(what, Errno.EBADMSG, e.getMessage());
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}

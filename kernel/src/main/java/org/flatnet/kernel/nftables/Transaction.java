package org.flatnet.kernel.nftables;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.Request;

/**
 * Changes that the kernel makes all at once or not at all, in the order in which they were added. Verbs are nft's: add
 * (there already is no error), create (there already is an error), delete (not there is an error), destroy (not there is
 * no error; from Linux 6.3), flush, insert, replace. What a step refers to may be made by an earlier step of the same
 * transaction. Not for several threads.
 *
 * <p>The whole transaction is one datagram. It must fit the socket's send buffer, 208 KiB of kernel memory unless raised,
 * which takes some 3,000 plain elements; see {@link NftablesSocket#apply}.
 */
public final class Transaction {
    /** Room that a message leaves for elements: their list is one attribute, of at most 65,535 bytes. */
    private static final int ELEMENTS_BYTES = 60_000;

    private final List<Step> steps = new ArrayList<>();
    private int setIds;

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** Bytes of its messages. */
    public int bytes() {
        int bytes = 0;
        for (Step step : steps) {
            bytes += Step.HEADER_BYTES + step.request().body().length;
        }
        return bytes;
    }

    List<Step> steps() {
        return steps;
    }

    private Transaction step(int message, int flags, MessageWriter writer, String verb, Subject subject) {
        steps.add(Step.of(NftMessage.request(message, flags, writer, verb, new Step.Words(subject)), subject));
        return this;
    }

    // ---- tables

    public Transaction add(Table table) {
        return step(Constants.NFT_MSG_NEWTABLE, Request.CREATE, table.write(), "add", new Subject.OfTable(table.id()));
    }

    public Transaction create(Table table) {
        int flags = Request.CREATE | Request.EXCLUSIVE;
        return step(Constants.NFT_MSG_NEWTABLE, flags, table.write(), "create", new Subject.OfTable(table.id()));
    }

    /** Deletes a table with all that is in it. */
    public Transaction delete(TableId table) {
        return step(Constants.NFT_MSG_DELTABLE, 0, Table.writeId(table), "delete", new Subject.OfTable(table));
    }

    /** The same where it may be absent; on every kernel, for it is added first. */
    public Transaction destroy(TableId table) {
        return add(Table.of(table)).delete(table);
    }

    // ---- chains

    /** Adds a chain; of one that is there it changes the policy and the links. */
    public Transaction add(Chain chain) {
        return step(Constants.NFT_MSG_NEWCHAIN, Request.CREATE, chain.write(), "add", new Subject.OfChain(chain.id()));
    }

    public Transaction create(Chain chain) {
        int flags = Request.CREATE | Request.EXCLUSIVE;
        return step(Constants.NFT_MSG_NEWCHAIN, flags, chain.write(), "create", new Subject.OfChain(chain.id()));
    }

    /** Deletes a chain, which must have no rules of its own left in it, and none that lead to it (EBUSY). */
    public Transaction delete(ChainId chain) {
        return step(Constants.NFT_MSG_DELCHAIN, 0, Chain.writeId(chain), "delete", new Subject.OfChain(chain));
    }

    /** From Linux 6.3. */
    public Transaction destroy(ChainId chain) {
        return step(Constants.NFT_MSG_DESTROYCHAIN, 0, Chain.writeId(chain), "destroy", new Subject.OfChain(chain));
    }

    /** Deletes a chain's rules. */
    public Transaction flush(ChainId chain) {
        return step(Constants.NFT_MSG_DELRULE, 0, NftRule.writeChain(chain), "flush", new Subject.OfChain(chain));
    }

    // ---- rules

    /** Adds a rule at the end of its chain. */
    public Transaction add(NftRule rule) {
        int flags = Request.CREATE | Request.APPEND;
        return step(Constants.NFT_MSG_NEWRULE, flags, rule.write(), "add", new Subject.OfRule(rule));
    }

    /** Adds a rule at the beginning of its chain. */
    public Transaction insert(NftRule rule) {
        return step(Constants.NFT_MSG_NEWRULE, Request.CREATE, rule.write(), "insert", new Subject.OfRule(rule));
    }

    /** Adds a rule after the one with this handle. */
    public Transaction addAfter(long handle, NftRule rule) {
        MessageWriter writer = rule.write().attributeLongNetworkOrder(NftRule.NFTA_RULE_POSITION, handle);
        int flags = Request.CREATE | Request.APPEND;
        return step(Constants.NFT_MSG_NEWRULE, flags, writer, "add", new Subject.OfRule(rule));
    }

    /** Adds a rule before the one with this handle. */
    public Transaction insertBefore(long handle, NftRule rule) {
        MessageWriter writer = rule.write().attributeLongNetworkOrder(NftRule.NFTA_RULE_POSITION, handle);
        return step(Constants.NFT_MSG_NEWRULE, Request.CREATE, writer, "insert", new Subject.OfRule(rule));
    }

    /** Puts a rule in the place of the one with this handle. */
    public Transaction replace(long handle, NftRule rule) {
        MessageWriter writer = rule.write().attributeLongNetworkOrder(NftRule.NFTA_RULE_HANDLE, handle);
        return step(Constants.NFT_MSG_NEWRULE, Request.REPLACE, writer, "replace", new Subject.OfRule(rule));
    }

    /** Deletes the rule with this handle. */
    public Transaction delete(ChainId chain, long handle) {
        MessageWriter writer = NftRule.writeChain(chain).attributeLongNetworkOrder(NftRule.NFTA_RULE_HANDLE, handle);
        return step(Constants.NFT_MSG_DELRULE, 0, writer, "delete", new Subject.OfInstalledRule(chain, handle));
    }

    // ---- sets

    /** Adds a set; one that is there must have the same type (EEXIST). */
    public Transaction add(NftSet set) {
        MessageWriter writer = set.write(++setIds);
        return step(Constants.NFT_MSG_NEWSET, Request.CREATE, writer, "add", new Subject.OfSet(set.id()));
    }

    public Transaction create(NftSet set) {
        int flags = Request.CREATE | Request.EXCLUSIVE;
        return step(Constants.NFT_MSG_NEWSET, flags, set.write(++setIds), "create", new Subject.OfSet(set.id()));
    }

    /** Deletes a set with its elements; no rule may use it (EBUSY). */
    public Transaction delete(SetId set) {
        return step(Constants.NFT_MSG_DELSET, 0, SetAttributes.writeId(set), "delete", new Subject.OfSet(set));
    }

    /** From Linux 6.3. */
    public Transaction destroy(SetId set) {
        return step(Constants.NFT_MSG_DESTROYSET, 0, SetAttributes.writeId(set), "destroy", new Subject.OfSet(set));
    }

    /** Deletes a set's elements. */
    public Transaction flush(SetId set) {
        return step(Constants.NFT_MSG_DELSETELEM, 0, ElementList.writeSet(set), "flush", new Subject.OfSet(set));
    }

    // ---- elements

    /** Adds elements; one that is there already must be the same (EEXIST). */
    public Transaction add(SetId set, Collection<Element> elements) {
        return elements(Constants.NFT_MSG_NEWSETELEM, Request.CREATE, "add", set, elements);
    }

    public Transaction create(SetId set, Collection<Element> elements) {
        int flags = Request.CREATE | Request.EXCLUSIVE;
        return elements(Constants.NFT_MSG_NEWSETELEM, flags, "create", set, elements);
    }

    /** Deletes elements, which are told by their keys alone. */
    public Transaction delete(SetId set, Collection<Element> elements) {
        return elements(Constants.NFT_MSG_DELSETELEM, 0, "delete", set, elements);
    }

    /** From Linux 6.3. */
    public Transaction destroy(SetId set, Collection<Element> elements) {
        return elements(Constants.NFT_MSG_DESTROYSETELEM, 0, "destroy", set, elements);
    }

    private Transaction elements(int message, int flags, String verb, SetId set, Collection<Element> elements) {
        ElementList list = new ElementList(set, message != Constants.NFT_MSG_NEWSETELEM);
        for (Element element : elements) {
            if (list.bytes() > ELEMENTS_BYTES) {
                steps.add(list.step(message, flags, verb));
                list = new ElementList(set, message != Constants.NFT_MSG_NEWSETELEM);
            }
            list.add(element);
        }
        if (!list.isEmpty()) {
            steps.add(list.step(message, flags, verb));
        }
        return this;
    }

    // ---- named objects

    public Transaction add(NamedObject object) {
        return step(Constants.NFT_MSG_NEWOBJ, Request.CREATE, object.write(), "add", new Subject.OfObject(object.id()));
    }

    public Transaction delete(NamedObject.Id object) {
        return step(Constants.NFT_MSG_DELOBJ, 0, NamedObject.writeId(object), "delete", new Subject.OfObject(object));
    }

    /** From Linux 6.3. */
    public Transaction destroy(NamedObject.Id object) {
        return step(
                Constants.NFT_MSG_DESTROYOBJ, 0, NamedObject.writeId(object), "destroy", new Subject.OfObject(object));
    }

    /** Deletes every table of the namespace. */
    public Transaction flushRuleset() {
        steps.add(Step.of(
                NftMessage.request(Constants.NFT_MSG_DELTABLE, 0, NftMessage.begin(0), "flush ruleset"),
                new Subject.OfRuleset()));
        return this;
    }
}

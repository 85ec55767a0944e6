package org.flatnet.reconcile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.flatnet.kernel.nftables.Chain;
import org.flatnet.kernel.nftables.ChainId;
import org.flatnet.kernel.nftables.Element;
import org.flatnet.kernel.nftables.ElementKey;
import org.flatnet.kernel.nftables.InstalledRule;
import org.flatnet.kernel.nftables.NftRule;
import org.flatnet.kernel.nftables.NftSet;
import org.flatnet.kernel.nftables.SetId;
import org.flatnet.kernel.nftables.Subject;
import org.flatnet.kernel.nftables.TableContents;
import org.flatnet.kernel.nftables.Transaction;
import org.jspecify.annotations.Nullable;

/** Between changes of our objects and transactions of nftables. */
final class NftTranslation {
    private NftTranslation() {}

    /**
     * One transaction of all changes. What goes is taken away before what comes is put there, so that an interval may take
     * the place of one that it overlaps; chains are all there before rules lead to them.
     */
    static Transaction transaction(List<Change> changes) {
        Transaction transaction = new Transaction();
        List<ChainObject> goneChains = new ArrayList<>();
        List<ChainObject> chains = new ArrayList<>();
        for (Change change : changes) {
            if (change.before() instanceof ChainObject chain) {
                transaction.flush(chain.chain().id());
            }
        }
        for (Change change : changes) {
            if (change.before() instanceof ChainObject before
                    && !(change.after() instanceof ChainObject after
                            && after.chain().equals(before.chain()))) {
                goneChains.add(before);
            }
        }
        goneChains.forEach(chain -> transaction.delete(chain.chain().id()));
        elements(changes, Change::before, transaction::delete);
        for (Change change : changes) {
            takeAway(transaction, change);
        }
        for (Change change : changes) {
            put(transaction, change);
            if (change.after() instanceof ChainObject chain) {
                chains.add(chain);
            }
        }
        elements(changes, Change::after, transaction::add);
        chains.forEach(chain -> chain.rules().forEach(transaction::add));
        return transaction;
    }

    private static void takeAway(Transaction transaction, Change change) {
        if (!change.isGone()) {
            return;
        }
        switch (change.object()) {
            case SetObject(NftSet set) -> transaction.delete(set.id());
            case TableObject(var table) -> transaction.delete(table.id());
            default -> {}
        }
    }

    private static void put(Transaction transaction, Change change) {
        switch (change.after()) {
            case TableObject(var table) -> transaction.add(table);
            case SetObject(NftSet set) -> transaction.create(set);
            case ChainObject after -> {
                boolean same = change.before() instanceof ChainObject before
                        && before.chain().equals(after.chain());
                if (!same) {
                    transaction.create(after.chain());
                }
            }
            case null, default -> {}
        }
    }

    /** Elements of one set travel together. */
    private static void elements(
            List<Change> changes,
            Function<Change, @Nullable KernelObject> side,
            BiConsumer<SetId, List<Element>> verb) {
        Map<SetId, List<Element>> elements = new LinkedHashMap<>();
        for (Change change : changes) {
            if (side.apply(change) instanceof ElementObject element) {
                elements.computeIfAbsent(element.set(), _ -> new ArrayList<>()).addAll(element.elements());
            }
        }
        elements.forEach(verb);
    }

    /** Which change a refused step was about; -1 where that cannot be told. */
    static int index(List<Change> changes, Subject subject) {
        return switch (subject) {
            case Subject.OfElements(SetId set, List<Element> elements)
            when elements.size() == 1 -> find(changes, set, elements.getFirst().key());
            case Subject.OfTable(var id) -> find(changes, new Identity.OfTable(id));
            case Subject.OfSet(var id) -> find(changes, new Identity.OfSet(id));
            case Subject.OfChain(var id) -> find(changes, new Identity.OfChain(id));
            case Subject.OfRule(var rule) -> find(changes, new Identity.OfChain(rule.chain()));
            default -> -1;
        };
    }

    private static int find(List<Change> changes, Identity identity) {
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i).identity().equals(identity)) {
                return i;
            }
        }
        return -1;
    }

    private static int find(List<Change> changes, SetId set, ElementKey key) {
        for (int i = 0; i < changes.size(); i++) {
            boolean found = changes.get(i).object() instanceof ElementObject object
                    && object.set().equals(set)
                    && object.elements().stream()
                            .anyMatch(element -> element.key().equals(key));
            if (found) {
                return i;
            }
        }
        return -1;
    }

    /** All that a table holds, as our objects. */
    static List<KernelObject> objects(TableContents contents) {
        List<KernelObject> objects = new ArrayList<>();
        // A table's comment cannot be changed and does nothing; its flags can, and switch it off.
        objects.add(
                contents.table().flags().isEmpty()
                        ? Tables.object(contents.table().id())
                        : new TableObject(contents.table()));
        for (NftSet set : contents.sets()) {
            objects.add(new SetObject(set));
            objects.addAll(ElementObject.of(set.id(), contents.elements().getOrDefault(set.id(), List.of())));
        }
        Map<ChainId, List<NftRule>> rules = new LinkedHashMap<>();
        for (InstalledRule rule : contents.rules()) {
            rules.computeIfAbsent(rule.rule().chain(), _ -> new ArrayList<>()).add(rule.rule());
        }
        for (Chain chain : contents.chains()) {
            objects.add(new ChainObject(chain, rules.getOrDefault(chain.id(), List.of())));
        }
        return objects;
    }
}

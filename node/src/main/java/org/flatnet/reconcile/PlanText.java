package org.flatnet.reconcile;

import java.util.ArrayList;
import java.util.List;
import org.flatnet.kernel.nftables.NftText;
import org.flatnet.kernel.route.LinkNames;
import org.flatnet.kernel.route.NetworkObject;
import org.flatnet.kernel.route.Verb;

/** Changes as the lines of {@code ip}, {@code bridge}, {@code sysctl} and {@code nft} that would make them, for people. */
final class PlanText {
    /** Any number: the names are ours to give. */
    private static final int SOME_LINK = 1;

    private PlanText() {}

    static List<String> lines(Change change) {
        return switch (change.object()) {
            case LinkObject _ -> link(change);
            case SysctlObject(String key, String value) ->
                List.of(
                        change.isGone()
                                ? "sysctl -w " + dotted(key) + "=(as it was before " + value + ")"
                                : "sysctl -w " + dotted(key) + "=" + value);
            case AddressObject _, NeighbourObject _, ForwardingObject _, RouteObject _ -> List.of(onLink(change));
            case TableObject _, SetObject _, ChainObject _ -> nft(change);
            case ElementObject _ -> throw new IllegalArgumentException("an element is told with others of its set");
        };
    }

    private static String dotted(String key) {
        return key.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }

    private static List<String> link(Change change) {
        List<String> lines = new ArrayList<>();
        if (change.after() instanceof LinkObject after
                && change.before() instanceof LinkObject before
                && after.isChangeOf(before)) {
            lines.add("ip link set dev " + after.name() + " address " + after.mac() + " mtu " + after.mtu()
                    + " alias \"" + after.alias() + "\"" + (after.up() ? " up" : " down"));
            return lines;
        }
        if (change.before() instanceof LinkObject before) {
            lines.add("ip link del dev " + before.name());
        }
        if (change.after() instanceof LinkObject after) {
            lines.add(RouteTranslation.definition(after).command(Verb.ADD, LinkNames.NUMBERS));
        }
        return lines;
    }

    private static String onLink(Change change) {
        KernelObject object = change.object();
        NetworkObject translated = RouteTranslation.networkObject(object, SOME_LINK);
        String link = RouteTranslation.linkOf(object);
        Verb verb = change.isGone() ? Verb.DELETE : change.before() == null ? Verb.ADD : Verb.REPLACE;
        return translated.command(verb, index -> link);
    }

    private static List<String> nft(Change change) {
        List<String> lines = new ArrayList<>();
        if (change.isGone()) {
            lines.add(
                    switch (change.object()) {
                        case TableObject(var table) -> NftText.delete(table.id());
                        case SetObject(var set) -> NftText.delete(set);
                        case ChainObject chain -> NftText.delete(chain.chain().id());
                        default -> throw new IllegalArgumentException(change + " is not of nftables");
                    });
        } else {
            switch (change.object()) {
                case TableObject(var table) -> lines.add(NftText.add(table));
                case SetObject(var set) -> lines.add(NftText.add(set));
                case ChainObject chain -> {
                    lines.add(
                            change.before() == null
                                    ? NftText.add(chain.chain())
                                    : "flush chain " + chain.chain().id());
                    chain.rules().forEach(rule -> lines.add(NftText.add(rule)));
                }
                default -> throw new IllegalArgumentException(change + " is not of nftables");
            }
        }
        return lines.stream().map(line -> "nft " + line).toList();
    }
}

package org.flatnet.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.nftables.ElementKey;
import org.flatnet.kernel.nftables.SetId;
import org.flatnet.kernel.nftables.Value;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Identities of a large cluster's objects, which differ in a few bits, spread over a hash table as chance would spread them.
 * With hashes that are sums of bytes, dozens of them shared a place, and a start with 5,000 peers spent a third of its time
 * there.
 */
class IdentityTest {
    private static final int NODES = 1 << 14;
    private static final int PLACES = NODES << 1;

    /** Chance puts six or seven in the fullest of so many places. */
    private static final int FULLEST = 9;

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/24", "fd00:200::/64"})
    void identitiesOfManyNodesSpread(String first) {
        SetId set = new SetId(Tables.INET, "peers");
        spreads(first, range -> new Identity.OfRoute(range, 0));
        spreads(first, range -> new Identity.OfNeighbour("flatnet", range.first()));
        spreads(first, range -> new Identity.OfElement(set, new ElementKey.Single(Value.of(range.first())), null));
        spreads(
                first,
                range -> new Identity.OfElement(
                        set,
                        new ElementKey.Single(Value.of(range.first())),
                        new ElementKey.End(Value.of(range.last().plus(1)))));
    }

    private static void spreads(String first, Function<Cidr, Identity> identity) {
        List<Identity> identities = ranges(Cidr.parse(first)).map(identity).toList();
        int[] places = new int[PLACES];
        identities.forEach(each -> places[placeOf(each)]++);
        assertThat(IntStream.of(places).max().orElseThrow())
                .as("the fullest place of %s and its like", identities.getFirst())
                .isLessThanOrEqualTo(FULLEST);
    }

    /** The ranges that follow each other, of the first one's size. */
    private static Stream<Cidr> ranges(Cidr first) {
        return Stream.iterate(first, range -> new Cidr(range.last().plus(1), first.prefixLength()))
                .limit(NODES);
    }

    /** As {@link java.util.HashMap} chooses it. */
    private static int placeOf(Object key) {
        int hash = key.hashCode();
        return (hash ^ hash >>> 16) & PLACES - 1;
    }
}

package org.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.junit.jupiter.api.Test;

/** The tree against a sorted set that is searched one address at a time. */
class AddressTreeTest {

    /** Addresses that lie close together, around places where a byte carries over. */
    @Provide
    Arbitrary<Long> offsets() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, 20),
                Arbitraries.longs().between(240, 270),
                Arbitraries.longs().between(65_520, 65_550));
    }

    @Property
    void agreesWithASortedSet(
            @ForAll IpFamily family, @ForAll("steps") List<Step> steps, @ForAll("offsets") long searched) {
        IpAddress base = family == IpFamily.IPV4 ? IpAddress.parse("10.255.0.0") : IpAddress.parse("fd00::ffff:0");
        AddressTree tree = new AddressTree(family);
        Set<IpAddress> oracle = new TreeSet<>();
        for (Step step : steps) {
            IpAddress address = base.plus(step.offset);
            if (step.add) {
                assertThat(tree.add(address)).isEqualTo(oracle.add(address));
            } else {
                assertThat(tree.remove(address)).isEqualTo(oracle.remove(address));
            }
            assertThat(tree.contains(address)).isEqualTo(step.add);
        }
        IpAddress expected = base.plus(searched);
        while (oracle.contains(expected)) {
            expected = expected.plus(1);
        }
        assertThat(tree.firstAbsent(base.plus(searched))).isEqualTo(expected);
    }

    record Step(boolean add, long offset) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.of(true, true, true, false)
                .flatMap(add -> offsets().map(offset -> new Step(add, offset)))
                .list()
                .ofMaxSize(200);
    }

    @Test
    void passesOverAFullSubnetInOneSearch() {
        AddressTree tree = new AddressTree(IpFamily.IPV4);
        Cidr subnet = Cidr.parse("10.200.0.0/16");
        for (long i = 0; i < 65_536; i++) {
            assertThat(tree.add(subnet.first().plus(i))).isTrue();
        }
        assertThat(tree.firstAbsent(subnet.first())).isEqualTo(IpAddress.parse("10.201.0.0"));
        assertThat(tree.remove(IpAddress.parse("10.200.77.3"))).isTrue();
        assertThat(tree.firstAbsent(subnet.first())).isEqualTo(IpAddress.parse("10.200.77.3"));
        assertThat(tree.firstAbsent(IpAddress.parse("10.200.77.4"))).isEqualTo(IpAddress.parse("10.201.0.0"));
    }

    @Test
    void endsWithTheFamily() {
        for (IpFamily family : IpFamily.values()) {
            AddressTree tree = new AddressTree(family);
            IpAddress last = Cidr.all(family).last();
            assertThat(tree.firstAbsent(last)).isEqualTo(last);
            tree.add(last);
            assertThat(tree.firstAbsent(last)).isNull();
            assertThat(tree.firstAbsent(last.plus(-1))).isEqualTo(last.plus(-1));
        }
    }
}

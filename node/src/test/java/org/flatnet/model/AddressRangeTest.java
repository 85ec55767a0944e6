package org.flatnet.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {
    private static final Cidr SUBNET = Cidr.parse("10.200.0.0/24");

    @ParameterizedTest
    @CsvSource({
        "10.200.0.0/24, 10.200.0.1, 10.200.0.254, 254",
        "10.200.0.0/30, 10.200.0.1, 10.200.0.2, 2",
        "10.0.0.0/8, 10.0.0.1, 10.255.255.254, 16777214",
        "fd00::/64, fd00::1, fd00::ffff:ffff:ffff:ffff, 18446744073709551615",
        "fd00::4/126, fd00::5, fd00::7, 3",
    })
    void holdsTheHostsOfASubnet(String subnet, String first, String last, String size) {
        AddressRange range = AddressRange.of(Cidr.parse(subnet));
        assertThat(range.first()).hasToString(first);
        assertThat(range.last()).hasToString(last);
        assertThat(range.gateway()).isEqualTo(range.first());
        assertThat(range.size()).hasToString(size);
    }

    @ParameterizedTest
    @CsvSource({"10.200.0.0/31", "10.200.0.0/32", "fd00::/127", "fd00::/128", "255.255.255.255/32"})
    void refusesASubnetWithoutRoom(String subnet) {
        assertThatThrownBy(() -> AddressRange.of(Cidr.parse(subnet)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(subnet)
                .hasMessageContaining("expected a prefix length of at most");
    }

    @Test
    void refusesAddressesOutsideOrInTheWrongOrder() {
        IpAddress inside = IpAddress.parse("10.200.0.7");
        IpAddress outside = IpAddress.parse("10.200.1.7");
        assertThatThrownBy(() -> new AddressRange(SUBNET, outside, inside, null))
                .hasMessageContaining("first address");
        assertThatThrownBy(() -> new AddressRange(SUBNET, inside, outside, null))
                .hasMessageContaining("last address");
        assertThatThrownBy(() -> new AddressRange(SUBNET, inside, inside, IpAddress.parse("fd00::1")))
                .hasMessageContaining("gateway fd00::1");
        assertThatThrownBy(() -> new AddressRange(SUBNET, inside.plus(1), inside, null))
                .hasMessageContaining("after its end");
    }

    @Property
    void overlapsWhereAnAddressIsInBoth(
            @ForAll @IntRange(max = 255) int a,
            @ForAll @IntRange(max = 255) int b,
            @ForAll @IntRange(max = 255) int c,
            @ForAll @IntRange(max = 255) int d) {
        AddressRange one = range(Math.min(a, b), Math.max(a, b));
        AddressRange other = range(Math.min(c, d), Math.max(c, d));
        boolean shared = false;
        for (int i = 0; i < 256; i++) {
            IpAddress address = SUBNET.first().plus(i);
            shared |= one.contains(address) && other.contains(address);
        }
        assertThat(one.overlaps(other)).isEqualTo(shared);
        assertThat(one.size().intValueExact()).isEqualTo(Math.abs(a - b) + 1);
    }

    private static AddressRange range(int first, int last) {
        return new AddressRange(
                SUBNET, SUBNET.first().plus(first), SUBNET.first().plus(last), null);
    }
}

package org.flatnet.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses against two oracles: the JDK's own parser, and arithmetic on big integers. */
class IpAddressTest {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::, ::",
        "::1, ::1",
        "1::, 1::",
        "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "0:0:1:0:0:0:1:0, 0:0:1::1:0",
        "::ffff:10.0.0.1, ::ffff:10.0.0.1",
        "64:ff9b::1.2.3.4, 64:ff9b::102:304",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    })
    void readsAndPrintsTheCanonicalText(String text, String canonical) {
        assertThat(IpAddress.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.-4",
                "1.2.3.4 ",
                "a.b.c.d",
                "1..2.3",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "12345::",
                "g::",
                "::1.2.3",
                "1.2.3.4::",
                "::1%eth0",
                "١.2.3.4",
                "[::1]",
                "localhost"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> IpAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not an IP address");
    }

    @Property
    void agreesWithTheJdkOnIpv6(
            @ForAll @Size(16) byte[] bytes, @ForAll @IntRange(max = 15) int from, @ForAll @IntRange(max = 16) int to)
            throws UnknownHostException {
        Arrays.fill(bytes, Math.min(from, to), to, (byte) 0);
        IpAddress address = IpAddress.of(bytes);
        assertThat(address.bytes()).isEqualTo(bytes);
        assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
        boolean mapped = address.toString().startsWith("::ffff:");
        if (!mapped) {
            assertThat(InetAddress.getByName(address.toString()).getAddress()).isEqualTo(bytes);
        }
    }

    @Property
    void agreesWithTheJdkOnIpv4(@ForAll @Size(4) byte[] bytes) throws UnknownHostException {
        IpAddress address = IpAddress.of(bytes);
        assertThat(address).hasToString(InetAddress.getByAddress(bytes).getHostAddress());
        assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
    }

    @Property
    void countsAsBigIntegersDo(@ForAll @Size(16) byte[] bytes, @ForAll long steps) {
        IpAddress address = IpAddress.of(bytes);
        BigInteger expected = number(address).add(BigInteger.valueOf(steps));
        if (expected.signum() < 0 || expected.bitLength() > 128) {
            assertThatThrownBy(() -> address.plus(steps)).isInstanceOf(ArithmeticException.class);
        } else {
            assertThat(number(address.plus(steps))).isEqualTo(expected);
        }
    }

    @Property
    void countsInIpv4(@ForAll int bits, @ForAll long steps) {
        IpAddress address = IpAddress.ofIpv4(bits);
        BigInteger expected = number(address).add(BigInteger.valueOf(steps));
        if (expected.signum() < 0 || expected.bitLength() > 32) {
            assertThatThrownBy(() -> address.plus(steps)).isInstanceOf(ArithmeticException.class);
        } else {
            assertThat(number(address.plus(steps))).isEqualTo(expected);
        }
    }

    @Property
    void aPrefixHoldsWhatSharesItsBits(
            @ForAll @Size(16) byte[] bytes, @ForAll @Size(16) byte[] others, @ForAll @IntRange(max = 128) int length) {
        System.arraycopy(bytes, 0, others, 0, length / 16);
        Cidr cidr = Cidr.around(IpAddress.of(bytes), length);
        IpAddress other = IpAddress.of(others);
        boolean expected = true;
        for (int i = 0; i < length; i++) {
            expected &= other.bit(i) == cidr.network().bit(i);
        }
        assertThat(cidr.contains(other)).isEqualTo(expected);
        assertThat(cidr.contains(cidr.first())).isTrue();
        assertThat(cidr.contains(cidr.last())).isTrue();
        assertThat(number(cidr.last()).subtract(number(cidr.first())).add(BigInteger.ONE))
                .isEqualTo(cidr.size());
        assertThat(Cidr.parse(cidr.toString())).isEqualTo(cidr);
    }

    @Property
    void ordersAsNumbersDo(@ForAll @Size(16) byte[] one, @ForAll @Size(16) byte[] other) {
        Assume.that(!Arrays.equals(one, other));
        assertThat(Integer.signum(IpAddress.of(one).compareTo(IpAddress.of(other))))
                .isEqualTo(number(IpAddress.of(one)).compareTo(number(IpAddress.of(other))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.200.0.0",
                "10.200.0.1/24",
                "10.200.0.0/33",
                "10.200.0.0/",
                "10.200.0.0/-1",
                "10.0.0.0/08",
                "fd00::/129",
                "/24"
            })
    void refusesWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true, false, false",
        "::1, true, false, false",
        "169.254.1.1, false, true, false",
        "fe80::1, false, true, false",
        "224.0.0.1, false, false, true",
        "ff02::1, false, false, true",
        "10.0.0.1, false, false, false",
        "::7f00:1, false, false, false",
    })
    void knowsTheSpecialRanges(String text, boolean loopback, boolean linkLocal, boolean multicast) {
        IpAddress address = IpAddress.parse(text);
        assertThat(address.isLoopback()).isEqualTo(loopback);
        assertThat(address.isLinkLocal()).isEqualTo(linkLocal);
        assertThat(address.isMulticast()).isEqualTo(multicast);
    }

    @Property
    void macAddressesKeepTheirBytes(@ForAll @Size(6) byte[] bytes) {
        MacAddress address = MacAddress.of(bytes);
        assertThat(address.bytes()).isEqualTo(bytes);
        assertThat(MacAddress.parse(address.toString())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02:00:00:00:00", "02:00:00:00:00:00:00", "02-00-00-00-00-00", "0g:00:00:00:00:00"})
    void refusesWhatIsNoMac(String text) {
        assertThatThrownBy(() -> MacAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a MAC address");
    }

    private static BigInteger number(IpAddress address) {
        return new BigInteger(1, address.bytes());
    }
}

package org.flatnet.kernel.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our text against nft's: what nft loads, we list as nft does; and our own commands make the same ruleset again. */
@Tag("kernel")
class NftTextKernelTest {
    private NetworkNamespace namespace;
    private NftablesSocket nftables;

    @BeforeEach
    void open() throws Exception {
        namespace = NetworkNamespace.create();
        nftables = NftablesSocket.open(namespace);
    }

    @AfterEach
    void close() {
        nftables.close();
        namespace.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip saddr 10.200.0.0/16 ip daddr != 10.200.0.0/16 counter masquerade fully-random",
                "ip saddr 10.200.0.0/20 oifname != \"lo\" accept",
                "ip6 saddr fd00:1::/64 drop",
                "iifname \"fn*\" drop",
                "tcp dport 8080 counter accept",
                "udp sport 53 return",
                "meta l4proto tcp masquerade to :1024-65535 random",
                "ct state established,related accept",
                "ct state ! new drop",
                "ct status dnat accept",
                "meta mark & 0x0000ff00 == 0x00004000 meta mark set meta mark | 0x00000001",
                "meta mark set 0x00000010",
                "icmpv6 type nd-router-advert drop",
                "icmp type echo-request accept",
                "ip saddr @pods ip daddr @pods return",
                "ip daddr != @pods counter drop",
                "ip daddr . tcp dport vmap @services",
                "iifname . ip saddr != @bind counter drop comment \"forged\"",
                "fib daddr type local accept",
                "fib saddr . iif oif missing drop",
                "limit rate 10/second burst 5 packets accept",
                "log prefix \"flatnet \" group 3",
                "ip daddr 10.32.0.10 tcp dport 80 dnat ip to 10.200.0.7:8080",
                "tcp dport 80 redirect to :8080",
                "meta l4proto tcp reject with tcp reset",
                "reject",
                "reject with icmpx admin-prohibited",
                "tcp flags syn counter",
                "numgen random mod 4 < 2 accept",
                "quota over 1000 bytes drop",
                "notrack",
                "update @seen { ip saddr timeout 1m }",
                "ip saddr 10.0.0.1-10.0.0.9 accept",
                "ip6 daddr fe80::/10 udp dport 547 drop",
                "meta nfproto ipv4 accept",
                "jump other",
                "goto other",
                "ether saddr 02:00:0a:c8:00:07 accept",
            })
    void aRuleReadsAsNftListsIt(String rule) throws Exception {
        Nft.load(namespace, """
                table inet t {
                    set pods { type ipv4_addr; flags interval; }
                    set bind { type ifname . ipv4_addr; }
                    set seen { type ipv4_addr; size 100; flags dynamic,timeout; }
                    map services { type ipv4_addr . inet_service : verdict; }
                    chain other { }
                    chain rules { %s; }
                }
                """.formatted(rule));
        NftRule read = nftables.rules(new TableId(TableFamily.INET, "t").chain("rules"))
                .getFirst()
                .rule();
        assertThat(NftText.rule(read)).isEqualTo(lineOf("chain rules"));
    }

    /** The only line of a block of nft's own listing. */
    private String lineOf(String head) throws Exception {
        List<String> lines = Nft.list(namespace).lines().map(String::strip).toList();
        return lines.get(lines.indexOf(head + " {") + 1);
    }

    @Test
    void aTableReadsAsNftListsIt() throws Exception {
        Nft.load(namespace, TABLE);
        assertThat(spaced(listing())).isEqualTo(spaced(Nft.list(namespace)));
    }

    @Test
    void ourListingLoadsIntoTheSameTable() throws Exception {
        Nft.load(namespace, TABLE);
        String before = Nft.list(namespace);
        String text = listing();
        nftables.apply(new Transaction().flushRuleset()).orThrow();
        Nft.load(namespace, text);
        assertThat(Nft.list(namespace)).isEqualTo(before);
    }

    @Test
    void ourCommandsMakeTheSameTable() throws Exception {
        Nft.load(namespace, TABLE);
        String before = Nft.list(namespace);
        String commands = commands(contents());
        nftables.apply(new Transaction().flushRuleset()).orThrow();
        Nft.load(namespace, commands);
        assertThat(Nft.list(namespace)).isEqualTo(before);
    }

    private static String commands(TableContents contents) {
        StringBuilder commands = new StringBuilder(NftText.add(contents.table())).append('\n');
        contents.chains().forEach(chain -> commands.append(NftText.add(chain)).append('\n'));
        contents.sets().forEach(set -> commands.append(NftText.add(set)).append('\n'));
        contents.elements()
                .forEach((id, elements) -> contents.sets().stream()
                        .filter(set -> set.id().equals(id) && !elements.isEmpty())
                        .forEach(set ->
                                commands.append(NftText.add(set, elements)).append('\n')));
        contents.rules()
                .forEach(rule -> commands.append(NftText.add(rule.rule())).append('\n'));
        return commands.toString();
    }

    private TableContents contents() throws Exception {
        return Objects.requireNonNull(
                nftables.contents(nftables.tables().getFirst().id()));
    }

    private String listing() throws Exception {
        return NftText.list(contents());
    }

    /** Where nft breaks long lines is its own affair. */
    private static String spaced(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "))
                .replaceAll("\\s+", " ");
    }

    private static final String TABLE = """
            table inet flatnet {
                set pods {
                    type ipv4_addr
                    flags interval
                    elements = { 10.200.0.0/16, 10.201.0.5, 10.202.0.1-10.202.0.9 }
                }
                set pods6 {
                    type ipv6_addr
                    flags interval
                    elements = { fd00:1::/64 }
                }
                set bind {
                    type ifname . ether_addr . ipv4_addr
                    elements = { "fn012345678901" . 02:00:0a:c8:00:07 . 10.200.0.7 }
                }
                set ranges {
                    type ipv4_addr . inet_service
                    flags interval
                    elements = { 10.0.0.0/8 . 80-90 }
                }
                map services {
                    type ipv4_addr . inet_service : verdict
                    elements = { 10.32.0.10 . 80 : goto web }
                }
                map marks {
                    type ipv4_addr : mark
                    elements = { 10.0.0.1 : 0x00000001 }
                }
                set recent {
                    type ipv4_addr
                    size 65535
                    flags dynamic,timeout
                    timeout 1m
                }
                chain web {
                    counter accept
                }
                chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    ip saddr @pods ip daddr @pods return
                    ip6 saddr @pods6 oifname != "lo" masquerade fully-random comment "to outside"
                }
                chain prerouting {
                    type filter hook prerouting priority raw; policy accept;
                    ip daddr . tcp dport vmap @services
                    meta mark set ip saddr map @marks
                }
            }
            """;
}

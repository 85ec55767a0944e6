package org.flatnet.kernel.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.kernel.sys.Errno;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the library writes, nft lists; and what the kernel refuses is told of the object that is at fault. */
@Tag("kernel")
class NftablesSocketKernelTest {
    private static final TableId TABLE = new TableId(TableFamily.INET, "flatnet");

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

    @Test
    void aMasqueradeTableIsListedAsNftWritesIt() throws Exception {
        SetId pods = TABLE.set("pods");
        ChainId chain = TABLE.chain("postrouting");
        Transaction transaction = new Transaction()
                .add(Table.of(TABLE).withComment("made by a test"))
                .add(NftSet.of(pods, FieldType.IPV4_ADDRESS)
                        .withFlags(SetFlag.INTERVAL)
                        .withComment("pod ranges"))
                .add(pods, Element.interval(Cidr.parse("10.200.0.0/16")))
                .add(pods, Element.interval(Cidr.parse("255.255.255.0/24")))
                .add(Chain.base(chain, ChainType.NAT, Hook.POSTROUTING, Priority.SRCNAT, Policy.ACCEPT)
                        .withComment("leaves the pods"))
                .add(NftRule.in(chain)
                        .in(pods, Field.source(IpFamily.IPV4))
                        .in(pods, Field.destination(IpFamily.IPV4))
                        .returnBack()
                        .build())
                .add(NftRule.in(chain)
                        .source(Cidr.parse("10.200.0.0/20"))
                        .oifnameNot("lo")
                        .counter()
                        .masquerade(NatFlag.FULLY_RANDOM)
                        .comment("to outside")
                        .build())
                .add(NftRule.in(chain)
                        .tcp()
                        .masqueradePorts(1024, 65535, NatFlag.RANDOM)
                        .build());
        nftables.apply(transaction).orThrow();
        assertThat(Nft.list(namespace)).isEqualTo("""
                table inet flatnet {
                	comment "made by a test"
                	set pods {
                		type ipv4_addr
                		flags interval
                		comment "pod ranges"
                		elements = { 10.200.0.0/16, 255.255.255.0/24 }
                	}

                	chain postrouting {
                		comment "leaves the pods"
                		type nat hook postrouting priority srcnat; policy accept;
                		ip saddr @pods ip daddr @pods return
                		ip saddr 10.200.0.0/20 oifname != "lo" counter masquerade fully-random comment "to outside"
                		meta l4proto tcp masquerade to :1024-65535 random
                	}
                }
                """);
    }

    @Test
    void aGuardIsListedAsNftWritesIt() throws Exception {
        TableId bridge = new TableId(TableFamily.BRIDGE, "guard");
        SetId bind4 = TABLE.set("bind4");
        ChainId chain = TABLE.chain("guard");
        ChainId ports = bridge.chain("ports");
        NftSet bindings = NftSet.of(bind4, FieldType.INTERFACE_NAME, FieldType.IPV4_ADDRESS);
        Transaction transaction = new Transaction()
                .add(Table.of(TABLE))
                .add(bindings)
                .add(
                        bind4,
                        List.of(Element.of(
                                bindings.key().key(Value.ofInterface("vr7"), Value.of(IpAddress.parse("10.200.0.7"))))))
                .add(Chain.base(chain, ChainType.FILTER, Hook.PREROUTING, Priority.RAW, Policy.ACCEPT))
                .add(NftRule.in(chain)
                        .iifname("vr*")
                        .notIn(bind4, Field.IIFNAME, Field.source(IpFamily.IPV4))
                        .counter()
                        .drop()
                        .build())
                .add(NftRule.in(chain).icmpType(IpFamily.IPV6, 134).drop().build())
                .add(NftRule.in(chain)
                        .ctState(CtState.ESTABLISHED, CtState.RELATED)
                        .accept()
                        .build())
                .add(NftRule.in(chain).mark(0xff00, 0x4000).setMarkBits(1).build())
                .add(Table.of(bridge))
                .add(Chain.base(ports, ChainType.FILTER, Hook.PREROUTING, Priority.BRIDGE_FILTER, Policy.ACCEPT))
                .add(NftRule.in(ports)
                        .iifname("vr7")
                        .etherSourceNot(MacAddress.parse("02:00:0a:c8:00:07"))
                        .drop()
                        .build())
                .add(NftRule.in(ports)
                        .match(PayloadField.ARP_SADDR_IP, Value.of(IpAddress.parse("10.200.0.7")))
                        .accept()
                        .build());
        nftables.apply(transaction).orThrow();
        assertThat(Nft.list(namespace)).isEqualTo("""
                table inet flatnet {
                	set bind4 {
                		type ifname . ipv4_addr
                		elements = { "vr7" . 10.200.0.7 }
                	}

                	chain guard {
                		type filter hook prerouting priority raw; policy accept;
                		iifname "vr*" iifname . ip saddr != @bind4 counter drop
                		icmpv6 type nd-router-advert drop
                		ct state established,related accept
                		meta mark & 0x0000ff00 == 0x00004000 meta mark set meta mark | 0x00000001
                	}
                }
                table bridge guard {
                	chain ports {
                		type filter hook prerouting priority filter; policy accept;
                		iifname "vr7" ether saddr != 02:00:0a:c8:00:07 drop
                		arp saddr ip 10.200.0.7 accept
                	}
                }
                """);
    }

    @Test
    void aMovedGenerationIsAnOutcome() throws Exception {
        nftables.apply(new Transaction().add(Table.of(TABLE))).orThrow();
        long generation = nftables.generation();
        Transaction change = new Transaction().add(Chain.of(TABLE.chain("one")));
        assertThat(nftables.apply(change, generation)).isEqualTo(new Commit.Done());
        assertThat(nftables.generation()).isEqualTo(generation + 1);
        Transaction late = new Transaction().add(Chain.of(TABLE.chain("two")));
        assertThat(nftables.apply(late, generation)).isEqualTo(new Commit.GenerationMoved(generation));
        assertThat(nftables.chains(TABLE)).containsExactly(Chain.of(TABLE.chain("one")));
    }

    @Test
    void aRefusedElementIsNamed() throws Exception {
        SetId set = TABLE.set("addresses");
        nftables.apply(new Transaction()
                        .add(Table.of(TABLE))
                        .add(NftSet.of(set, FieldType.IPV4_ADDRESS))
                        .add(set, List.of(element(3))))
                .orThrow();
        List<Element> elements =
                new ArrayList<>(IntStream.range(10, 20).mapToObj(this::element).toList());
        elements.add(7, element(3));
        Transaction change =
                new Transaction().add(Chain.of(TABLE.chain("never"))).create(set, elements);
        Commit commit = nftables.apply(change);
        assertThat(commit).isInstanceOfSatisfying(Commit.Refused.class, refused -> {
            assertThat(refused.failures()).hasSize(1);
            Commit.Failure failure = refused.failures().getFirst();
            assertThat(failure.cause().errno()).isEqualTo(Errno.EEXIST);
            assertThat(failure.subject()).isEqualTo(new Subject.OfElements(set, List.of(element(3))));
        });
        assertThat(nftables.elements(set)).containsExactly(element(3));
        assertThat(nftables.chains(TABLE)).isEmpty();
    }

    @Test
    void aRefusedStepOfSeveralIsNamed() throws Exception {
        Transaction change = new Transaction()
                .add(Table.of(TABLE))
                .delete(TABLE.chain("absent"))
                .delete(TABLE.set("absent"));
        Commit commit = nftables.apply(change);
        assertThat(commit).isInstanceOfSatisfying(Commit.Refused.class, refused -> {
            assertThat(refused.failures())
                    .extracting(Commit.Failure::subject)
                    .containsExactly(
                            new Subject.OfChain(TABLE.chain("absent")), new Subject.OfSet(TABLE.set("absent")));
            assertThat(refused.failures())
                    .allSatisfy(
                            failure -> assertThat(failure.cause().isNotFound()).isTrue());
        });
        assertThat(nftables.tables()).isEmpty();
    }

    @Test
    void manyElementsTakeSeveralMessages() throws Exception {
        SetId set = TABLE.set("addresses");
        List<Element> elements =
                IntStream.range(0, 3000).mapToObj(this::element).toList();
        Transaction change = new Transaction()
                .add(Table.of(TABLE))
                .add(NftSet.of(set, FieldType.IPV4_ADDRESS))
                .add(set, elements);
        nftables.apply(change).orThrow();
        assertThat(nftables.elements(set)).containsExactlyInAnyOrderElementsOf(elements);
        nftables.apply(new Transaction().delete(set, elements.subList(1, 3000))).orThrow();
        assertThat(nftables.elements(set)).containsExactly(element(0));
        nftables.apply(new Transaction().flush(set)).orThrow();
        assertThat(nftables.elements(set)).isEmpty();
    }

    @Test
    void rulesAreReplacedAndPlacedByTheirHandles() throws Exception {
        ChainId chain = TABLE.chain("chain");
        nftables.apply(new Transaction()
                        .add(Table.of(TABLE))
                        .add(Chain.of(chain))
                        .add(rule(chain, "b"))
                        .add(rule(chain, "d"))
                        .insert(rule(chain, "a")))
                .orThrow();
        List<InstalledRule> rules = nftables.rules(chain);
        long b = rules.get(1).handle();
        long d = rules.get(2).handle();
        nftables.apply(new Transaction()
                        .addAfter(b, rule(chain, "c"))
                        .insertBefore(d, rule(chain, "cc"))
                        .replace(d, rule(chain, "e")))
                .orThrow();
        assertThat(comments(chain)).containsExactly("a", "b", "c", "cc", "e");
        nftables.apply(new Transaction().delete(chain, b)).orThrow();
        assertThat(comments(chain)).containsExactly("a", "c", "cc", "e");
        nftables.apply(new Transaction().flush(chain).destroy(TABLE).destroy(TABLE))
                .orThrow();
        assertThat(Nft.list(namespace)).isEmpty();
    }

    private List<String> comments(ChainId chain) throws Exception {
        return nftables.rules(chain).stream().map(rule -> rule.rule().comment()).toList();
    }

    private static NftRule rule(ChainId chain, String comment) {
        return NftRule.in(chain).counter().comment(comment).build();
    }

    private Element element(int number) {
        return Element.of(Value.of(IpAddress.parse("10.0.0.0").plus(number)));
    }
}

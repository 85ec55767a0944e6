package org.flatnet.kernel.route;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.netlink.Attributes;
import org.flatnet.kernel.netlink.Bytes;
import org.flatnet.kernel.netlink.MessageWriter;
import org.flatnet.kernel.netlink.OpaqueAttribute;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.sys.KernelException;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.flatnet.kernel.sys.Sysctl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Links across namespaces, changes of links, ports of bridges, numbers of namespaces. */
@Tag("kernel")
class LinkKernelTest {
    private NetworkNamespace node;
    private NetworkNamespace pod;
    private RouteSocket route;
    private RouteSocket inPod;

    @BeforeEach
    void open() throws Exception {
        node = NetworkNamespace.create();
        pod = NetworkNamespace.create();
        route = RouteSocket.open(node);
        inPod = RouteSocket.open(pod);
    }

    @AfterEach
    void close() {
        inPod.close();
        route.close();
        pod.close();
        node.close();
    }

    private void veth() throws KernelException {
        LinkDefinition inside = LinkDefinition.peer("eth0")
                .withMac(Fixture.mac(1))
                .withMtu(1300)
                .withGroup(6)
                .withTransmitQueueLength(55)
                .inNamespace(pod);
        LinkDefinition outside = LinkDefinition.of("fn0", Veth.to(inside))
                .withMac(Fixture.mac(2))
                .withMtu(1400)
                .withGroup(5)
                .withTransmitQueueLength(77)
                .withAlias("flatnet pod α")
                .withUp();
        route.execute(outside.create());
        route.execute(requireNonNull(outside.finish()));
    }

    private Link find(RouteSocket socket, String name) throws KernelException {
        return requireNonNull(socket.link(name), name);
    }

    @Test
    void aVethIsMadeWithEachEndInItsFinalNamespace() throws Exception {
        veth();
        assertThat(route.links()).extracting(Link::name).containsExactlyInAnyOrder("lo", "fn0");
        assertThat(inPod.links()).extracting(Link::name).containsExactlyInAnyOrder("lo", "eth0");
        Link outside = find(route, "fn0");
        Link inside = find(inPod, "eth0");
        assertThat(outside.definition())
                .isEqualTo(LinkDefinition.of("fn0", new Veth(null))
                        .withMac(Fixture.mac(2))
                        .withMtu(1400)
                        .withGroup(5)
                        .withTransmitQueueLength(77)
                        .withAlias("flatnet pod α")
                        .withUp());
        assertThat(inside.definition())
                .isEqualTo(LinkDefinition.peer("eth0")
                        .withMac(Fixture.mac(1))
                        .withMtu(1300)
                        .withGroup(6)
                        .withTransmitQueueLength(55));
        assertThat(outside.peerIndex()).isEqualTo(inside.index());
        assertThat(inside.peerIndex()).isEqualTo(outside.index());
        assertThat(outside.peerNamespaceId()).isEqualTo(route.namespaceId(pod));
        assertThat(inside.peerNamespaceId()).isEqualTo(inPod.namespaceId(node));
        assertThat(Ip.run(pod, "ip", "-d", "-o", "link", "show", "eth0"))
                .contains("eth0@if" + outside.index(), "mtu 1300", "group 6", "qlen 55", "02:00:00:00:00:01");
        assertThat(Ip.run(node, "ip", "-d", "-o", "link", "show", "fn0")).contains("alias flatnet pod α");
    }

    @Test
    void bothEndsMayBeInOtherNamespacesThanTheSocket() throws Exception {
        try (NetworkNamespace third = NetworkNamespace.create();
                RouteSocket inThird = RouteSocket.open(third)) {
            LinkDefinition peer = LinkDefinition.peer("a").inNamespace(third);
            route.execute(LinkDefinition.of("b", Veth.to(peer)).inNamespace(pod).create());
            assertThat(route.links()).extracting(Link::name).containsExactly("lo");
            assertThat(find(inPod, "b").peerIndex())
                    .isEqualTo(find(inThird, "a").index());
        }
    }

    @Test
    void anotherNamespacesLinksAndAddressesAreListedByItsNumber() throws Exception {
        veth();
        inPod.execute(LinkAddress.of(find(inPod, "eth0").index(), InterfaceAddress.parse("10.1.0.7/32"))
                .add());
        inPod.execute(LinkAddress.of(find(inPod, "eth0").index(), InterfaceAddress.parse("fd01::7/128"))
                .withNoDad()
                .add());
        int number = route.namespaceId(pod);
        assertThat(route.addresses(number))
                .extracting(address -> address.address().toString())
                .containsExactlyInAnyOrder("10.1.0.7/32", "fd01::7/128");
        assertThat(route.addresses(number)).isEqualTo(inPod.addresses());
        assertThat(route.links(number)).extracting(Link::name).containsExactlyInAnyOrder("lo", "eth0");
        assertThat(route.addresses()).isEmpty();
        assertThatThrownBy(() -> route.addresses(number + 1000)).isInstanceOf(KernelException.class);
        assertThatThrownBy(() -> route.links(number + 1000)).isInstanceOf(KernelException.class);
    }

    @Test
    void aNamespaceGetsANumberOnce() throws Exception {
        assertThat(route.knownNamespaceId(pod)).isNull();
        int number = route.namespaceId(pod);
        assertThat(route.namespaceId(pod)).isEqualTo(number);
        assertThat(route.knownNamespaceId(pod)).isEqualTo(number);
        assertThat(Ip.run(node, "ip", "netns", "list-id")).contains("nsid " + number);
    }

    @Test
    void whatIsNotThereIsNull() throws Exception {
        assertThat(route.link("none")).isNull();
        assertThat(route.link(99)).isNull();
        assertThat(requireNonNull(route.link(1)).isLoopback()).isTrue();
    }

    @Test
    void aLinkIsChangedInEveryWay() throws Exception {
        veth();
        int index = find(route, "fn0").index();
        route.execute(LinkChange.of(index)
                .down()
                .mtu(1280)
                .mac(Fixture.mac(9))
                .alias("other")
                .group(8)
                .transmitQueueLength(3)
                .rename("fn1")
                .request());
        assertThat(route.link("fn0")).isNull();
        Link changed = find(route, "fn1");
        assertThat(changed.index()).isEqualTo(index);
        assertThat(changed.isUp()).isFalse();
        assertThat(changed.definition())
                .isEqualTo(LinkDefinition.of("fn1", new Veth(null))
                        .withMtu(1280)
                        .withMac(Fixture.mac(9))
                        .withAlias("other")
                        .withGroup(8)
                        .withTransmitQueueLength(3));
        route.execute(LinkChange.of("fn1").alias("").up().request());
        assertThat(find(route, "fn1").alias()).isNull();
        assertThat(find(route, "fn1").isUp()).isTrue();
        route.execute(LinkChange.of(index).down().request());
        route.execute(LinkChange.of(index).moveTo(pod).request());
        assertThat(route.link(index)).isNull();
        assertThat(inPod.links()).extracting(Link::name).contains("fn1", "eth0");
    }

    @Test
    void aPortIsSetAndReadAsIpHasIt() throws Exception {
        veth();
        route.execute(LinkDefinition.of("br0", Bridge.plain()).create());
        int bridge = find(route, "br0").index();
        assertThat(find(route, "fn0").port()).isNull();
        route.execute(LinkChange.of("fn0").master(bridge).request());
        Settings settings = Settings.none()
                .with(BridgePortSetting.ISOLATED, true)
                .with(BridgePortSetting.HAIRPIN, true)
                .with(BridgePortSetting.LEARNING, false)
                .with(BridgePortSetting.FLOOD, false)
                .with(BridgePortSetting.MULTICAST_FLOOD, false)
                .with(BridgePortSetting.BROADCAST_FLOOD, false)
                .with(BridgePortSetting.NEIGHBOUR_SUPPRESSION, true)
                .with(BridgePortSetting.GUARD, true)
                .with(BridgePortSetting.ROOT_BLOCK, true)
                .with(BridgePortSetting.FAST_LEAVE, true)
                .with(BridgePortSetting.PROXY_ARP, true)
                .with(BridgePortSetting.LOCKED, true)
                .with(BridgePortSetting.PRIORITY, 7)
                .with(BridgePortSetting.COST, 99L);
        LinkChange change = LinkChange.of("fn0").port(settings);
        route.execute(change.request());
        Link port = find(route, "fn0");
        assertThat(port.master()).isEqualTo(bridge);
        assertThat(requireNonNull(port.port()).covers(settings)).isTrue();
        assertThat(port.port().get(BridgePortSetting.STATE)).isNotNull();
        assertThat(port.port().others()).isEmpty();
        assertThat(route.ports(bridge)).extracting(Link::name).containsExactly("fn0");
        assertThat(route.ports(port.index())).isEmpty();

        String ours = Ip.run(node, "ip", "-d", "-o", "link", "show", "fn0");
        assertThat(ours).contains("isolated on", "hairpin on", "learning off", "flood off", "neigh_suppress on");
        Settings opposite = Settings.none();
        for (Setting<?> setting : settings.settings()) {
            if (settings.get(setting) instanceof Boolean on) {
                opposite = with(opposite, setting, !on);
            }
        }
        route.execute(LinkChange.of("fn0").port(opposite).request());
        assertThat(requireNonNull(find(route, "fn0").port()).covers(opposite)).isTrue();
        Ip.shell(node, change.command(Fixture.NAMES));
        assertThat(Ip.run(node, "ip", "-d", "-o", "link", "show", "fn0")).isEqualTo(ours);

        route.execute(LinkChange.of("fn0").noMaster().request());
        assertThat(find(route, "fn0").master()).isZero();
    }

    @SuppressWarnings("unchecked")
    private static Settings with(Settings settings, Setting<?> setting, boolean value) {
        return settings.with((Setting<Boolean>) setting, value);
    }

    @Test
    void aBridgesSettingsAreChangedInPlace() throws Exception {
        route.execute(LinkDefinition.of("br0", Bridge.plain()).create());
        Bridge wanted = Bridge.plain()
                .withMulticastSnooping(false)
                .with(BridgeSetting.CALL_IPTABLES, false)
                .with(BridgeSetting.CALL_IP6TABLES, false);
        route.execute(LinkChange.of("br0").kind(wanted).request());
        Bridge listed = (Bridge) find(route, "br0").kind();
        assertThat(listed.settings().covers(wanted.settings())).isTrue();
        assertThat(listed.settings()
                        .covers(Bridge.plain().withMulticastSnooping(true).settings()))
                .isFalse();
    }

    @Test
    void whatIpKeepsForALinkIsSetWithoutItsFiles() throws Exception {
        veth();
        route.execute(LinkChange.of("fn0")
                .ipv4(Ipv4Option.SEND_REDIRECTS, 0)
                .ipv4(Ipv4Option.RP_FILTER, 2)
                .ipv4(Ipv4Option.PROXY_ARP, 1)
                .ipv4(Ipv4Option.FORWARDING, 1)
                .addressGeneration(AddressGeneration.NONE)
                .request());
        Link link = find(route, "fn0");
        assertThat(link.addressGeneration()).isEqualTo(AddressGeneration.NONE);
        assertThat(link.ipv4Options())
                .containsEntry(Ipv4Option.SEND_REDIRECTS, 0)
                .containsEntry(Ipv4Option.RP_FILTER, 2)
                .containsEntry(Ipv4Option.PROXY_ARP, 1);
        // Each option's number is right if its value is the one in the file of its name.
        for (var option : link.ipv4Options().entrySet()) {
            String file = "net/ipv4/conf/fn0/" + option.getKey().sysctl();
            String value = node.call(() -> Sysctl.read(file));
            assertThat(option.getValue()).as(file).isEqualTo(Integer.parseInt(value));
        }
        assertThat(link.ipv4Options()).hasSize(Ipv4Option.values().length);
    }

    @Test
    void addressGenerationIsTooLateOnceTheLinkIsTakenUp() {
        LinkChange change =
                LinkChange.of("fn0").addressGeneration(AddressGeneration.NONE).up();
        assertThatThrownBy(change::request).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aGroupOfLinksGoesAtOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            route.execute(LinkDefinition.of("br" + i, Bridge.plain())
                    .withGroup(i == 2 ? 0 : 42)
                    .create());
        }
        route.execute(LinkDelete.group(42));
        assertThat(route.links()).extracting(Link::name).containsExactlyInAnyOrder("lo", "br2");
        route.execute(LinkDelete.of("br2"));
        assertThatThrownBy(() -> route.execute(LinkDelete.group(42)))
                .isInstanceOfSatisfying(
                        KernelException.class, e -> assertThat(e.isNotFound()).isTrue());
        assertThatThrownBy(() -> LinkDelete.group(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusalsSayWhichObject() throws Exception {
        List<Request> requests = List.of(
                LinkDefinition.of("lo", Bridge.plain()).create(),
                LinkChange.of("none").up().request(),
                LinkDelete.of(77),
                LinkAddress.of(9, InterfaceAddress.parse("10.0.0.1/24")).add(),
                Route.via(Cidr.parse("10.9.0.0/16"), IpAddress.parse("10.0.0.1"), 1)
                        .replace());
        List<Outcome> outcomes = route.executeAll(requests);
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.isDone()).isFalse());
        assertThat(outcomes)
                .extracting(outcome -> ((Outcome.Failed) outcome).cause().operation())
                .containsExactly(
                        "create bridge lo",
                        "change link none up",
                        "delete link 77",
                        "add address 10.0.0.1/24 dev if9",
                        "replace route 10.9.0.0/16 via 10.0.0.1 dev if1");
    }

    @Test
    void aKindThatIsNotKnownIsMadeAnewFromItsBytes() throws Exception {
        veth();
        Ip.shell(
                node, "ip link add link fn0 name mv0 address 02:00:00:00:00:77 type macvlan mode bridge bcqueuelen 77");
        Link link = find(route, "mv0");
        // Of what this kind lists only some can be set: IFLA_MACVLAN_MODE and IFLA_MACVLAN_BC_QUEUE_LEN.
        Opaque kind = withAttributes((Opaque) link.kind(), Set.of(1, 7));
        String before = Ip.run(node, "ip", "-d", "-o", "link", "show", "mv0");
        route.execute(LinkDelete.of("mv0"));
        route.execute(link.definition().withKind(kind).create());
        String after = Ip.run(node, "ip", "-d", "-o", "link", "show", "mv0");
        int number = find(route, "mv0").index();
        assertThat(after.replaceFirst("^" + number + ":", link.index() + ":")).isEqualTo(before);
        assertThat(before).contains("mode bridge bcqueuelen 77");
    }

    private static Opaque withAttributes(Opaque kind, Set<Integer> types) {
        MessageWriter writer = new MessageWriter();
        Attributes attributes = new Attributes(kind.data().toArray());
        while (attributes.next()) {
            if (types.contains(attributes.type())) {
                OpaqueAttribute.read(attributes).write(writer);
            }
        }
        return new Opaque(kind.kind(), Bytes.of(writer.toBytes()));
    }
}

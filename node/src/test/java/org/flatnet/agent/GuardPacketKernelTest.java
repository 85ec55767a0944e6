package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flatnet.agent.GuardedPods.Making;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.net.MacAddress;
import org.flatnet.model.AttachMode;
import org.flatnet.pod.Waiting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pod may not send, made by hand and sent; and beside each the like of it that is true, and passes. */
@Tag("kernel")
class GuardPacketKernelTest {
    private static final MacAddress STRANGER = MacAddress.parse("02:00:00:00:00:99");
    private static final int NOBODY = 99;
    private static final int ROUTER_SOLICITATION = 133;
    private static final int ROUTER_ADVERTISEMENT = 134;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int REDIRECT = 137;
    /** EtherType for experiments within one network, IEEE 802. */
    private static final int OTHER_PROTOCOL = 0x88b5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aPacketHasItsPodsAddresses(AttachMode mode) throws Exception {
        try (GuardedPods pods = new GuardedPods(mode, folder)) {
            for (IpFamily family : IpFamily.values()) {
                IpAddress own = pods.own(family);
                IpAddress peer = pods.peer(family);
                Making truth = mark -> datagram(pods, pods.mac, own, mark);
                pods.stops("not the pod's MAC", mark -> datagram(pods, STRANGER, own, mark), truth);
                String rule = "not the pod's " + family + " address";
                IpAddress nobody = GuardedPods.address(family, NOBODY);
                pods.stops(rule, mark -> datagram(pods, pods.mac, nobody, mark), truth);
                pods.stops(rule, mark -> datagram(pods, pods.mac, peer, mark), truth);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGuardThatSomeoneTakesAwayComesBack(AttachMode mode) throws Exception {
        try (GuardedPods pods = new GuardedPods(mode, folder)) {
            List<String> before = words(pods.node.run("nft", "--stateless", "list", "ruleset"));
            pods.node.run("nft", "flush", "ruleset");
            Waiting.until(
                    "the guard of all pods",
                    () -> words(pods.node.run("nft", "--stateless", "list", "ruleset"))
                            .equals(before));
            pods.stops(
                    "not the pod's MAC",
                    mark -> datagram(pods, STRANGER, pods.own(IpFamily.IPV4), mark),
                    mark -> datagram(pods, pods.mac, pods.own(IpFamily.IPV4), mark));
        }
    }

    /** Elements come in any order. */
    private static List<String> words(String ruleset) {
        return Stream.of(ruleset.split("[\\s,]+", -1)).sorted().toList();
    }

    /** A tag, by which a frame would come to another VLAN of the bridge, hides nothing. */
    @ParameterizedTest
    @EnumSource(names = {"BRIDGE", "LAYER2"})
    void aTagHidesNoForgedAddress(AttachMode mode) throws Exception {
        try (GuardedPods pods = new GuardedPods(mode, folder)) {
            for (IpFamily family : IpFamily.values()) {
                IpAddress nobody = GuardedPods.address(family, NOBODY);
                pods.stopsOnSegment(
                        "not the pod's " + family + " address",
                        mark -> Frames.tagged(datagram(pods, pods.mac, nobody, mark), 1),
                        mark -> Frames.tagged(datagram(pods, pods.mac, pods.own(family), mark), 1));
            }
        }
    }

    private static byte[] datagram(GuardedPods pods, MacAddress mac, IpAddress source, byte[] mark) {
        IpAddress peer = pods.peer(source.family());
        return Frames.ethernet(pods.nextStation(), mac, Frames.udp(source, 1234, peer, 4321, mark));
    }

    @ParameterizedTest
    @EnumSource(names = {"BRIDGE", "LAYER2"})
    void arpSpeaksOfTheSenderAlone(AttachMode mode) throws Exception {
        try (GuardedPods pods = new GuardedPods(mode, folder)) {
            IpAddress own = pods.own(IpFamily.IPV4);
            IpAddress none = IpAddress.unspecified(IpFamily.IPV4);
            Making truth = mark -> arp(pods, pods.mac, own, mark);
            String rule = "ARP with another's address";
            pods.stopsOnSegment(rule, mark -> arp(pods, pods.mac, pods.peer(IpFamily.IPV4), mark), truth);
            pods.stopsOnSegment(rule, mark -> arp(pods, STRANGER, own, mark), truth);
            pods.stopsOnSegment(
                    rule,
                    mark -> arp(pods, STRANGER, none, mark),
                    // A question whether an address is free.
                    mark -> arp(pods, pods.mac, none, mark));
            pods.stopsOnSegment(
                    "not the pod's MAC",
                    mark -> Frames.ethernet(
                            MacAddress.BROADCAST, STRANGER, Frames.ARP, Frames.arp(pods.mac, own, own, mark)),
                    truth);
            pods.stopsOnSegment(
                    "neither IP nor ARP",
                    mark -> Frames.ethernet(MacAddress.BROADCAST, pods.mac, OTHER_PROTOCOL, mark),
                    truth);
        }
    }

    private static byte[] arp(GuardedPods pods, MacAddress senderMac, IpAddress sender, byte[] mark) {
        byte[] packet = Frames.arp(senderMac, sender, GuardedPods.address(IpFamily.IPV4, 1), mark);
        return Frames.ethernet(MacAddress.BROADCAST, pods.mac, Frames.ARP, packet);
    }

    /** The node has what it knows of routed pods from nobody's word. */
    @Test
    void arpOfARoutedPodTellsTheNodeNothing() throws Exception {
        try (GuardedPods pods = new GuardedPods(AttachMode.ROUTED, folder)) {
            IpAddress asked = GuardedPods.address(IpFamily.IPV4, NOBODY);
            List<String> told = pods.node.run("ip", "neigh").lines().toList();
            pods.send(gratuitous(pods, pods.own(IpFamily.IPV4)));
            pods.send(gratuitous(pods, pods.peer(IpFamily.IPV4)));
            // That it heard them shows an entry after them that is not for ever.
            pods.node.run(
                    "ip",
                    "neigh",
                    "add",
                    asked.toString(),
                    "dev",
                    pods.link,
                    "nud",
                    "stale",
                    "lladdr",
                    "02:00:00:00:00:01");
            pods.send(gratuitous(pods, asked));
            Waiting.until(
                    "the node to believe",
                    () -> pods.node.run("ip", "neigh", "show", asked.toString()).contains(STRANGER.toString()));
            assertThat(pods.node.run("ip", "neigh").lines().filter(line -> !line.startsWith(asked + " ")))
                    .containsExactlyInAnyOrderElementsOf(told);
        }
    }

    private static byte[] gratuitous(GuardedPods pods, IpAddress address) {
        byte[] packet = Frames.arp(STRANGER, address, address, pods.mark());
        return Frames.ethernet(MacAddress.BROADCAST, pods.mac, Frames.ARP, packet);
    }

    @ParameterizedTest
    @EnumSource
    void neighbourAdvertisementsSpeakOfTheSenderAlone(AttachMode mode) throws Exception {
        try (GuardedPods pods = new GuardedPods(mode, folder)) {
            String rule = "advertises another's address";
            Making truth = mark -> icmpv6(pods, NEIGHBOUR_ADVERTISEMENT, advertised(pods.own(IpFamily.IPV6), mark));
            for (IpAddress another :
                    new IpAddress[] {pods.peer(IpFamily.IPV6), GuardedPods.address(IpFamily.IPV6, 1)}) {
                pods.stops(rule, mark -> icmpv6(pods, NEIGHBOUR_ADVERTISEMENT, advertised(another, mark)), truth);
                pods.stops(rule, mark -> hidden(pods, NEIGHBOUR_ADVERTISEMENT, advertised(another, mark)), truth);
            }
        }
    }

    /** Override, the address that is spoken of, and no option. */
    private static byte[] advertised(IpAddress target, byte[] mark) {
        return Frames.joined(new byte[] {0x20, 0, 0, 0}, target.bytes(), mark);
    }

    @ParameterizedTest
    @EnumSource
    void aPodIsNoRouter(AttachMode mode) throws Exception {
        try (GuardedPods pods = new GuardedPods(mode, folder)) {
            byte[] router = Frames.joined(new byte[] {64, 0}, Frames.shorts(1800, 0, 0, 0, 0));
            byte[] target = Frames.joined(
                    new byte[4],
                    pods.own(IpFamily.IPV6).bytes(),
                    pods.peer(IpFamily.IPV6).bytes());
            Making truth = mark -> icmpv6(pods, ROUTER_SOLICITATION, Frames.joined(new byte[4], mark));
            String rule = "a pod is no router";
            pods.stops(rule, mark -> icmpv6(pods, ROUTER_ADVERTISEMENT, Frames.joined(router, mark)), truth);
            pods.stops(rule, mark -> hidden(pods, ROUTER_ADVERTISEMENT, Frames.joined(router, mark)), truth);
            pods.stops(
                    "a pod redirects nobody",
                    mark -> icmpv6(pods, REDIRECT, Frames.joined(target, mark)),
                    mark -> hidden(pods, ROUTER_SOLICITATION, Frames.joined(new byte[4], mark)));
        }
    }

    private static byte[] icmpv6(GuardedPods pods, int type, byte[] body) {
        byte[] packet = Frames.icmpv6(pods.own(IpFamily.IPV6), pods.peer(IpFamily.IPV6), type, body);
        return Frames.ethernet(pods.nextStation(), pods.mac, packet);
    }

    private static byte[] hidden(GuardedPods pods, int type, byte[] body) {
        byte[] packet = Frames.hiddenIcmpv6(pods.own(IpFamily.IPV6), pods.peer(IpFamily.IPV6), type, body);
        return Frames.ethernet(pods.nextStation(), pods.mac, packet);
    }

    @ParameterizedTest
    @EnumSource
    void aPodGivesNoAddresses(AttachMode mode) throws Exception {
        try (GuardedPods pods = new GuardedPods(mode, folder)) {
            pods.stops(
                    "a pod is no DHCP server",
                    mark -> datagram(pods, IpFamily.IPV4, 67, 68, mark),
                    mark -> datagram(pods, IpFamily.IPV4, 68, 67, mark));
            pods.stops(
                    "a pod is no DHCPv6 server",
                    mark -> datagram(pods, IpFamily.IPV6, 547, 546, mark),
                    mark -> datagram(pods, IpFamily.IPV6, 546, 547, mark));
        }
    }

    private static byte[] datagram(GuardedPods pods, IpFamily family, int fromPort, int toPort, byte[] mark) {
        byte[] packet = Frames.udp(pods.own(family), fromPort, pods.peer(family), toPort, mark);
        return Frames.ethernet(pods.nextStation(), pods.mac, packet);
    }
}

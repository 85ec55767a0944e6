package org.flatnet.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.flatnet.kernel.net.Cidr;
import org.flatnet.kernel.net.InterfaceAddress;
import org.flatnet.kernel.net.IpFamily;
import org.flatnet.kernel.netlink.Outcome;
import org.flatnet.kernel.netlink.Request;
import org.flatnet.kernel.route.Link;
import org.flatnet.kernel.route.LinkAddress;
import org.flatnet.kernel.route.LinkChange;
import org.flatnet.kernel.route.LinkDefinition;
import org.flatnet.kernel.route.Route;
import org.flatnet.kernel.route.RouteFilter;
import org.flatnet.kernel.route.RouteSocket;
import org.flatnet.kernel.route.Verb;
import org.flatnet.kernel.route.Veth;
import org.flatnet.kernel.sys.NetworkNamespace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The README's example is the code below, and prints what the README says. */
@Tag("kernel")
class ReadmeKernelTest {
    @SuppressWarnings("SystemOut") // as an example for people prints
    private static void example() throws Exception {
        try (NetworkNamespace left = NetworkNamespace.create();
                NetworkNamespace right = NetworkNamespace.create();
                RouteSocket inLeft = RouteSocket.open(left);
                RouteSocket inRight = RouteSocket.open(right)) {
            // Both ends in one request, each made in the namespace where it stays.
            LinkDefinition farEnd = LinkDefinition.peer("eth0").withMtu(1400).inNamespace(right);
            inLeft.execute(
                    LinkDefinition.of("eth0", Veth.to(farEnd)).withMtu(1400).create());

            for (RouteSocket socket : List.of(inLeft, inRight)) {
                Link link = Objects.requireNonNull(socket.link("eth0"));
                String address = socket == inLeft ? "10.1.0.1/32" : "10.1.0.2/32";
                String other = socket == inLeft ? "10.1.0.2/32" : "10.1.0.1/32";
                List<Request> requests = List.of(
                        LinkAddress.of(link.index(), InterfaceAddress.parse(address))
                                .add(),
                        LinkChange.of(link.index()).up().request(),
                        Route.onLink(Cidr.parse(other), link.index())
                                .withProtocol(70)
                                .replace());
                // One message to the kernel; what became of each request comes back in order.
                for (Outcome outcome : socket.executeAll(requests)) {
                    outcome.orThrow();
                }
            }

            for (Route route : inLeft.routes(RouteFilter.all(IpFamily.IPV4).withProtocol(70))) {
                System.out.println(route.command(Verb.REPLACE, index -> "eth0"));
            }
        }
    }

    @Test
    void theExampleWorksAndIsTheOneInTheReadme() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String source = Files.readString(Path.of("src/test/java/org/flatnet/kernel/ReadmeKernelTest.java"));
        assertThat(withoutBlanks(source)).contains(withoutBlanks(between(readme, "```java\n", "```")));

        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            example();
        } finally {
            System.setOut(out);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo(between(readme, "It prints\n```\n", "```"));
    }

    private static String between(String text, String begin, String end) {
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }

    /** The formatter breaks lines elsewhere than a README does. */
    private static String withoutBlanks(String code) {
        return code.lines().map(line -> line.replaceAll("\\s", "")).collect(Collectors.joining());
    }
}

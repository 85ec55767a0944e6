package org.flatnet.agent;

import static org.assertj.core.api.Assertions.assertThatIOException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.flatnet.liveness.Vitals;
import org.junit.jupiter.api.Test;

class HealthServerTest {
    @Test
    void anAddressThatIsTakenIsNamedWithTheCure() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort());
            assertThatIOException()
                    .isThrownBy(() -> new HealthServer(address, new Telemetry(), new Vitals(), () -> null))
                    .withMessageContaining("cannot be served at %s:%d", address.getHostString(), address.getPort())
                    .withMessageContaining("choose another --metricsAddress, or off");
        }
    }
}

package org.flatnet.pod;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.flatnet.kernel.net.IpAddress;
import org.flatnet.kernel.sys.NetworkNamespace;

/** Real packets between namespaces. Sockets are opened inside, and serve this thread afterwards. */
final class Traffic {
    private static final int PATIENCE_MILLIS = 10_000;

    private Traffic() {}

    /** Connects by TCP; the address that the server sees. */
    static IpAddress tcp(NetworkNamespace client, NetworkNamespace server, IpAddress address) throws IOException {
        try (ServerSocket listening = server.call(() -> new ServerSocket(0, 1, inet(address)));
                Socket socket = client.call(Traffic::clientSocket)) {
            listening.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(listening.getLocalSocketAddress(), PATIENCE_MILLIS);
            try (Socket accepted = listening.accept()) {
                return IpAddress.of(accepted.getInetAddress().getAddress());
            }
        }
    }

    /** A Socket is opened only when it is bound. */
    private static Socket clientSocket() throws IOException {
        Socket socket = new Socket();
        socket.bind(null);
        return socket;
    }

    /** Sends one datagram, and an answer back; the address that the server sees. */
    static IpAddress udp(NetworkNamespace client, NetworkNamespace server, IpAddress address) throws IOException {
        try (DatagramSocket waiting = server.call(() -> new DatagramSocket(new InetSocketAddress(inet(address), 0)));
                DatagramSocket socket = client.call(() -> new DatagramSocket())) {
            waiting.setSoTimeout(PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.send(new DatagramPacket(new byte[] {1}, 1, inet(address), waiting.getLocalPort()));
            DatagramPacket packet = new DatagramPacket(new byte[2], 2);
            waiting.receive(packet);
            IpAddress seen = IpAddress.of(packet.getAddress().getAddress());
            waiting.send(new DatagramPacket(new byte[] {2}, 1, packet.getSocketAddress()));
            socket.receive(new DatagramPacket(new byte[2], 2));
            return seen;
        }
    }

    private static InetAddress inet(IpAddress address) throws IOException {
        return InetAddress.getByAddress(address.bytes());
    }
}

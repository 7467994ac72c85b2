package io.millrace.kafka;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A broker with two addresses: one that is near, for the test, and one behind a {@link SlowLink}. */
final class DistantBroker implements AutoCloseable {
    private final SlowLink link;
    private final EmbeddedBroker broker;

    private DistantBroker(SlowLink link, EmbeddedBroker broker) {
        this.link = link;
        this.broker = broker;
    }

    static DistantBroker start(Path directory) throws IOException {
        int[] ports = freePorts(3);
        SlowLink link = new SlowLink(ports[1]);
        String near = "PLAINTEXT://127.0.0.1:" + ports[0];
        Map<String, String> listeners = Map.of(
                "listeners",
                near + ",FAR://127.0.0.1:" + ports[1] + ",CONTROLLER://127.0.0.1:" + ports[2],
                "advertised.listeners",
                near + ",FAR://127.0.0.1:" + link.port(),
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,FAR:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "controller.quorum.voters",
                "1@127.0.0.1:" + ports[2]);
        return new DistantBroker(link, EmbeddedBroker.start(directory, ports[0], listeners));
    }

    private static int[] freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    SlowLink link() {
        return link;
    }

    /** Its address that nothing slows. */
    String near() {
        return broker.bootstrapServers();
    }

    /** Its address behind the link; whoever begins there is sent nowhere else. */
    String far() {
        return "127.0.0.1:" + link.port();
    }

    @Override
    public void close() throws IOException {
        link.close();
        broker.close();
    }
}

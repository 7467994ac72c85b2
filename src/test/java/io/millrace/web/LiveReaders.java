package io.millrace.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A thousand WebSocket clients on one thread, on bare sockets: they cost so little that what is measured is the server. Each
 * frame's delay is reckoned from the {@code "t"} of its last prediction, in microseconds of {@link System#nanoTime}.
 */
final class LiveReaders implements AutoCloseable {
    private static final int LONGEST_MILLIS = 60_000;
    private static final int SLOW_BYTES = 4 * 1024;
    private static final long SLOW_MILLIS = 50; // between two reads
    private static final int QUICK_BYTES = 256 * 1024;
    private static final byte[] T = "\"t\":".getBytes(ISO_8859_1);

    private enum Pace {
        QUICK,
        SLOW,
        STALLED
    }

    /** One client and how far it is in the frame that comes. */
    private static final class Client {
        private final SocketChannel channel;
        private final Pace pace;
        private final byte[] tail = new byte[64]; // of the frame's payload
        private byte[] held = new byte[0]; // of a header that came in part
        private long left; // of the payload
        private int kept;

        Client(SocketChannel channel, Pace pace) {
            this.channel = channel;
            this.pace = pace;
        }
    }

    private final int port;
    private final Selector selector = Selector.open();
    private final List<Client> clients = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(QUICK_BYTES);
    private final AtomicInteger subscribed = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicLongArray delays = new AtomicLongArray(LONGEST_MILLIS + 1);
    private final Thread thread = new Thread(this::run, "readers");
    private volatile boolean stopped;

    LiveReaders(int port) throws IOException {
        this.port = port;
    }

    void quick(String request) throws IOException {
        connect(Pace.QUICK, request);
    }

    void slow(String request) throws IOException {
        connect(Pace.SLOW, request);
    }

    void stalled(String request) throws IOException {
        connect(Pace.STALLED, request);
    }

    private void connect(Pace pace, String request) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (pace != Pace.QUICK) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 32 * 1024);
        }
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        String upgrade = "GET /live HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        channel.write(ByteBuffer.wrap(upgrade.getBytes(ISO_8859_1)));
        ByteBuffer one = ByteBuffer.allocate(1);
        for (int line = 0; line < 4; ) { // to the empty line behind the answer's head
            if (channel.read(one.clear()) < 0) {
                throw new IOException("refused");
            }
            line = one.get(0) == '\r' || one.get(0) == '\n' ? line + 1 : 0;
        }
        byte[] payload = request.getBytes(ISO_8859_1);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload).flip(); // masked with zeros
        channel.write(frame);
        channel.configureBlocking(false);
        clients.add(new Client(channel, pace));
    }

    void start() throws IOException {
        for (Client client : clients) {
            if (client.pace == Pace.QUICK) {
                client.channel.register(selector, SelectionKey.OP_READ, client);
            }
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Those whose subscription was answered. */
    int subscribed() {
        return subscribed.get();
    }

    int closed() {
        return closed.get();
    }

    /** Begins to measure anew. */
    void forget() {
        for (int i = 0; i <= LONGEST_MILLIS; i++) {
            delays.set(i, 0);
        }
    }

    long frames() {
        long frames = 0;
        for (int i = 0; i <= LONGEST_MILLIS; i++) {
            frames += delays.get(i);
        }
        return frames;
    }

    long delayMillis(double quantile) {
        long wanted = (long) Math.ceil(quantile * frames());
        long counted = 0;
        for (int i = 0; i <= LONGEST_MILLIS; i++) {
            counted += delays.get(i);
            if (counted >= wanted) {
                return i;
            }
        }
        return LONGEST_MILLIS;
    }

    private void run() {
        long nextSlow = 0;
        try {
            while (!stopped) {
                selector.select(key -> read((Client) key.attachment(), QUICK_BYTES), SLOW_MILLIS);
                if (System.currentTimeMillis() >= nextSlow) {
                    nextSlow = System.currentTimeMillis() + SLOW_MILLIS;
                    for (Client client : clients) {
                        if (client.pace == Pace.SLOW) {
                            read(client, SLOW_BYTES);
                        }
                    }
                }
            }
        } catch (IOException e) {
            closed.incrementAndGet();
        }
    }

    private void read(Client client, int most) {
        try {
            buffer.clear().limit(most);
            buffer.put(client.held);
            client.held = new byte[0];
            if (client.channel.read(buffer) < 0) {
                throw new IOException("closed");
            }
            buffer.flip();
            take(client);
        } catch (IOException e) {
            closed.incrementAndGet();
            try {
                client.channel.close();
            } catch (IOException ignored) {
                // It is.
            }
        }
    }

    private void take(Client client) {
        while (buffer.hasRemaining()) {
            if (client.left == 0 && !header(client)) {
                hold(client);
                return;
            }
            int piece = (int) Math.min(client.left, buffer.remaining());
            client.left -= piece;
            int skipped = Math.max(0, piece - client.tail.length);
            buffer.position(buffer.position() + skipped);
            int fresh = piece - skipped;
            int stays = Math.min(client.kept, client.tail.length - fresh);
            System.arraycopy(client.tail, client.kept - stays, client.tail, 0, stays);
            buffer.get(client.tail, stays, fresh);
            client.kept = stays + fresh;
            if (client.left == 0) {
                frame(client);
            }
        }
    }

    private boolean header(Client client) {
        int start = buffer.position();
        if (buffer.remaining() < 2) {
            return false;
        }
        buffer.get();
        int length = buffer.get() & 0x7f;
        int more = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (buffer.remaining() < more) {
            buffer.position(start);
            return false;
        }
        client.left = more == 2 ? buffer.getShort() & 0xffff : more == 8 ? buffer.getLong() : length;
        client.kept = 0;
        return true;
    }

    private void hold(Client client) {
        client.held = new byte[buffer.remaining()];
        buffer.get(client.held);
    }

    /** Ends in {@code "t":123}}]}} if it brings predictions. */
    private void frame(Client client) {
        int at = client.kept - T.length;
        while (at >= 0 && !matches(client.tail, at)) {
            at--;
        }
        if (at < 0) {
            if (new String(client.tail, 0, client.kept, ISO_8859_1).contains("positions")) {
                subscribed.incrementAndGet();
            }
            return;
        }
        long t = 0;
        for (int i = at + T.length; i < client.kept && client.tail[i] >= '0' && client.tail[i] <= '9'; i++) {
            t = 10 * t + client.tail[i] - '0';
        }
        if (client.pace == Pace.QUICK) {
            long millis = (System.nanoTime() / 1_000 - t) / 1_000;
            delays.incrementAndGet((int) Math.min(Math.max(0, millis), LONGEST_MILLIS));
        }
    }

    private static boolean matches(byte[] bytes, int at) {
        for (int i = 0; i < T.length; i++) {
            if (bytes[at + i] != T[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stopped = true;
        selector.wakeup();
        thread.join(10_000);
        for (Client client : clients) {
            client.channel.close();
        }
        selector.close();
    }
}

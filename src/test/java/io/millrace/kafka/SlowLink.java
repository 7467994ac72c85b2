package io.millrace.kafka;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network between a client and its broker that carries so many bytes a second each way, shared by all connections, and
 * takes its time for each. What it does not carry waits at the sender.
 */
final class SlowLink implements AutoCloseable {
    private static final int PIECE = 2048; // bytes; what a connection gets at a time
    private static final int UNDERWAY = 64; // pieces that the latency may hold
    private static final int BUFFER = 16 * 1024; // of the sockets, lest the kernel carry what the link does not
    private static final byte[] END = {};

    /** One way, of all connections. */
    private static final class Lane {
        private final ReentrantLock turn = new ReentrantLock(true);
        private final Condition changed = turn.newCondition();
        private long bytesPerSecond = Long.MAX_VALUE; // 0: nothing moves
        private volatile long latency; // nanoseconds
        private long free = System.nanoTime(); // when the next piece may go

        void set(long rate, Duration delay) {
            turn.lock();
            try {
                bytesPerSecond = rate;
                latency = delay.toNanos();
                free = System.nanoTime();
                changed.signalAll();
            } finally {
                turn.unlock();
            }
        }

        /** Returns when so many bytes have been carried. */
        void carry(int bytes) throws InterruptedException {
            turn.lockInterruptibly();
            try {
                while (bytesPerSecond == 0) {
                    changed.await();
                }
                if (bytesPerSecond < Long.MAX_VALUE) {
                    long now = System.nanoTime();
                    free = Math.max(free, now) + TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
                    TimeUnit.NANOSECONDS.sleep(free - now); // with the lane held: the others queue for it
                }
            } finally {
                turn.unlock();
            }
        }
    }

    private record Piece(byte[] bytes, long due) {}

    private final ServerSocket server;
    private final int target;
    private final Lane up = new Lane();
    private final Lane down = new Lane();
    private final Queue<Closeable> sockets = new ConcurrentLinkedQueue<>();

    /** @param target port of the broker, on the loopback interface; nobody has to be there yet */
    SlowLink(int target) throws IOException {
        this.target = target;
        server = new ServerSocket();
        server.setReceiveBufferSize(BUFFER);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread("link", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Both ways. */
    void slow(long bytesPerSecond, Duration latency) {
        up.set(bytesPerSecond, latency);
        down.set(bytesPerSecond, latency);
    }

    /** What goes to the broker, as if it were slow to take it. */
    void slowUp(long bytesPerSecond, Duration latency) {
        up.set(bytesPerSecond, latency);
    }

    /** Not a byte moves, and no connection breaks. */
    void stall() {
        slow(0, Duration.ZERO);
    }

    void fast() {
        slow(Long.MAX_VALUE, Duration.ZERO);
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket broker = new Socket();
            sockets.add(client);
            sockets.add(broker);
            try {
                broker.setReceiveBufferSize(BUFFER);
                broker.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                client.setTcpNoDelay(true);
                broker.setTcpNoDelay(true);
                join(client, broker, up);
                join(broker, client, down);
            } catch (IOException away) {
                client.close();
            }
        }
    }

    private void join(Socket from, Socket to, Lane lane) {
        BlockingQueue<Piece> underway = new ArrayBlockingQueue<>(UNDERWAY);
        thread("link-in", () -> {
            try {
                take(from.getInputStream(), lane, underway);
            } finally {
                underway.put(new Piece(END, 0));
            }
        });
        thread("link-out", () -> {
            try (from;
                    to) {
                give(underway, to.getOutputStream());
            }
        });
    }

    private static void take(InputStream from, Lane lane, BlockingQueue<Piece> underway)
            throws IOException, InterruptedException {
        byte[] piece = new byte[PIECE];
        for (int read = from.read(piece); read > 0; read = from.read(piece)) {
            lane.carry(read);
            underway.put(new Piece(Arrays.copyOf(piece, read), System.nanoTime() + lane.latency));
        }
    }

    private static void give(BlockingQueue<Piece> underway, OutputStream to) throws IOException, InterruptedException {
        for (Piece piece = underway.take(); piece.bytes != END; piece = underway.take()) {
            TimeUnit.NANOSECONDS.sleep(piece.due - System.nanoTime());
            to.write(piece.bytes);
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException closed) {
                        return; // a connection ends, or the link
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        fast(); // lets go of those that wait
        server.close();
        for (Closeable socket : sockets) {
            socket.close();
        }
    }
}

package io.millrace.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts JSON to an address, in order, on a thread of its own: nobody waits for it. What is not answered with 2xx is tried
 * again some times, then left out; so is what finds the queue full. Both are logged.
 */
public final class Webhook implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Webhook.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int TRIES = 4;

    private final URI address;
    private final String host; // the rest of the address may be a secret, so that nothing says it
    private final Duration pause; // before the second try; twice as long before each further one
    private final BlockingQueue<String> waiting;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final AtomicInteger leftOut = new AtomicInteger(); // since one last found room
    private final Thread thread = new Thread(this::run, "webhook");

    public Webhook(URI address) {
        this(address, Duration.ofSeconds(1), 64);
    }

    /** @param most that wait */
    Webhook(URI address, Duration pause, int most) {
        this.address = address;
        this.host = "webhook of " + address.getHost();
        this.pause = pause;
        waiting = new ArrayBlockingQueue<>(most);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Returns at once. */
    public void post(String json) {
        if (waiting.offer(json)) {
            int missing = leftOut.getAndSet(0);
            if (missing > 0) {
                log.warn("{}: {} events were left out, as too many waited", host, missing);
            }
        } else if (leftOut.getAndIncrement() == 0) {
            log.warn("{}: too many events wait; further ones are left out", host);
        }
    }

    private void run() {
        try {
            while (true) {
                deliver(waiting.take());
            }
        } catch (InterruptedException e) {
            log.debug("{}: closed", host);
        }
    }

    private void deliver(String json) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        String found = "";
        for (int attempt = 0; attempt < TRIES; attempt++) {
            if (attempt > 0) {
                Thread.sleep(pause.multipliedBy(1L << (attempt - 1)).toMillis());
            }
            try {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status / 100 == 2) {
                    return;
                }
                found = "status " + status;
            } catch (IOException e) {
                found = e.toString();
            }
        }
        log.warn("{}: expected 2xx, found {} in {} tries; left out: {}", host, found, TRIES, json);
    }

    /** What waits is left out. */
    @Override
    public void close() {
        thread.interrupt();
    }
}

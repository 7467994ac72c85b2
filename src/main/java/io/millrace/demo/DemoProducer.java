package io.millrace.demo;

import io.millrace.kafka.PointSender;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what a {@link FlightPlayer} plays into a topic, and the end of each flight. The sender and the scheduler stay their
 * owner's.
 */
public final class DemoProducer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoProducer.class);
    private static final long TICK_MILLIS = 2; // the finest pace: a hundred points a second are 10 ms apart

    private final FlightPlayer player;
    private final LongSupplier nanoTime;
    private final Future<?> ticking;

    /**
     * @param flights makes the player for the sink that it is handed
     * @param nanoTime such as {@code System::nanoTime}
     */
    public DemoProducer(
            PointSender sender,
            Function<PointSink, FlightPlayer> flights,
            ScheduledExecutorService scheduler,
            LongSupplier nanoTime) {
        this.player = flights.apply(new TopicSink(sender));
        this.nanoTime = nanoTime;
        this.ticking = scheduler.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Stops sending and ends the streams in the air. */
    @Override
    public void close() {
        ticking.cancel(false);
        synchronized (player) {
            player.end();
        }
    }

    private void tick() {
        try {
            synchronized (player) {
                player.advance(nanoTime.getAsLong());
            }
        } catch (RuntimeException e) {
            LOG.warn("a point could not be sent", e); // thrown further, it would end the schedule
        }
    }

    private record TopicSink(PointSender sender) implements PointSink {
        @Override
        public void point(String stream, double[] point) {
            sender.send(stream, point);
        }

        @Override
        public void end(String stream) {
            sender.end(stream);
        }
    }
}

package io.millrace.kafka;

import java.util.function.Supplier;

/** Hears of the numbers by which a loop's Kafka clients measure themselves. Called on any thread. */
public interface ClientMeters {
    ClientMeters NONE = new ClientMeters() {
        @Override
        public void added(Meter meter) {}

        @Override
        public void removed(Meter meter) {}
    };

    /**
     * One number.
     *
     * @param name as {@code consumer-coordinator.heartbeat-rate}
     * @param help what Kafka says of it
     * @param value now
     */
    record Meter(String name, String help, Supplier<Number> value) {}

    void added(Meter meter);

    void removed(Meter meter);
}

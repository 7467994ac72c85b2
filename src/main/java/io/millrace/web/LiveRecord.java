package io.millrace.web;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** A committed prediction, shared by all who watch it. One thread, the event loop's. */
public final class LiveRecord {
    private final String model;
    private final int partition;
    private final long offset;
    private final String stream;
    private final String json;
    private Double error; // read when the first one asks

    /** @param json the output topic's record, as it was committed */
    public LiveRecord(String model, int partition, long offset, String stream, String json) {
        this.model = model;
        this.partition = partition;
        this.offset = offset;
        this.stream = stream;
        this.json = json;
    }

    String model() {
        return model;
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    String stream() {
        return stream;
    }

    String json() {
        return json;
    }

    /** NaN where it has none. */
    double error() {
        if (error == null) {
            error = read();
        }
        return error;
    }

    private double read() {
        try {
            return new JsonObject(json).getValue("error") instanceof Number number ? number.doubleValue() : Double.NaN;
        } catch (DecodeException e) {
            return Double.NaN; // another program wrote into the topic
        }
    }
}

package io.millrace.web;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A client's end of the connection, with as much room as a test gives it. */
final class Wire implements LiveClient.Outlet {
    final List<String> sent = new ArrayList<>();
    int room = Integer.MAX_VALUE;
    int closed; // with this code; 0: open

    @Override
    public boolean full() {
        return room == 0 || closed != 0;
    }

    @Override
    public void send(String frame) {
        room--;
        sent.add(frame);
    }

    @Override
    public void close(short code, String reason) {
        closed = code;
    }

    /** Messages of a type. */
    List<JsonObject> of(String type) {
        return sent.stream()
                .map(JsonObject::new)
                .filter(message -> message.getString("type").equals(type))
                .toList();
    }

    /** Partition and offset of all predictions, in the order in which they came: "0:12". */
    List<String> offsets() {
        return of("predictions").stream()
                .flatMap(message -> message.getJsonArray("records").stream())
                .map(JsonObject.class::cast)
                .map(record -> record.getInteger("partition") + ":" + record.getLong("offset"))
                .toList();
    }
}

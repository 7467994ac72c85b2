package io.millrace.codec;

import io.millrace.stream.Forgotten;

/** Writes that a stream was forgotten: {@code {"stream":"pump-7","reason":"idle","n":42,"t":1700000000000}}. One thread. */
public final class ForgottenJson {
    private final JsonWriter writer = new JsonWriter();

    public byte[] write(Forgotten forgotten) {
        return writer.write(out -> {
            out.writeStartObject();
            out.writeStringField("stream", StreamName.of(forgotten.stream()));
            out.writeStringField("reason", forgotten.reason().toString());
            out.writeNumberField("n", forgotten.n());
            out.writeNumberField("t", forgotten.timestamp());
            out.writeEndObject();
        });
    }
}

package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes a point as a JSON object of its features. One thread. */
public final class PointJson implements ValueWriter {
    private final JsonFactory json = Json.factory();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final List<String> features;

    public PointJson(List<String> features) {
        this.features = List.copyOf(features);
    }

    /** @param point [features] */
    @Override
    public byte[] write(double[] point) {
        buffer.reset();
        try (JsonGenerator out = json.createGenerator(buffer)) {
            out.writeStartObject();
            for (int i = 0; i < point.length; i++) {
                out.writeNumberField(features.get(i), point[i]);
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
        return buffer.toByteArray();
    }
}

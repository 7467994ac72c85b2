package io.millrace.codec;

import java.util.List;

/** Writes a point as a JSON object of its features. One thread. */
public final class PointJson implements ValueWriter {
    private final JsonWriter writer = new JsonWriter();
    private final List<String> features;

    public PointJson(List<String> features) {
        this.features = List.copyOf(features);
    }

    /** @param point [features] */
    @Override
    public byte[] write(double[] point) {
        return writer.write(out -> {
            out.writeStartObject();
            for (int i = 0; i < point.length; i++) {
                out.writeNumberField(features.get(i), point[i]);
            }
            out.writeEndObject();
        });
    }
}

package io.millrace.codec;

import java.util.List;

/** Writes a point as a JSON object of its features. One thread. */
public final class PointJson implements ValueWriter {
    private final JsonText out = new JsonText();
    private final byte[][] features;

    public PointJson(List<String> features) {
        this.features = features.stream().map(JsonText::quoted).toArray(byte[][]::new);
    }

    /** @param point [features] */
    @Override
    public byte[] write(double[] point) {
        out.begin().startObject();
        for (int i = 0; i < point.length; i++) {
            out.name(features[i]);
            out.number(point[i]);
        }
        out.endObject();
        return out.end();
    }
}

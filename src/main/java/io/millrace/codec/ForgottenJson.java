package io.millrace.codec;

import io.millrace.stream.Forgotten;

/** Writes that a stream was forgotten: {@code {"stream":"pump-7","reason":"idle","n":42,"t":1700000000000}}. One thread. */
public final class ForgottenJson {
    private static final byte[] STREAM = JsonText.quoted("stream");
    private static final byte[] REASON = JsonText.quoted("reason");
    private static final byte[] N = JsonText.quoted("n");
    private static final byte[] T = JsonText.quoted("t");

    private final JsonText out = new JsonText();

    public byte[] write(Forgotten forgotten) {
        out.begin().startObject();
        out.name(STREAM);
        StreamName.write(out, forgotten.stream());
        out.name(REASON);
        out.string(forgotten.reason().toString());
        out.name(N);
        out.number(forgotten.n());
        out.name(T);
        out.number(forgotten.timestamp());
        out.endObject();
        return out.end();
    }
}

package io.millrace.codec;

import io.millrace.stream.ModelVersion;
import io.millrace.stream.Result;

/** Writes what the JSON of every result has; names that hardly change are kept as bytes. One thread. */
final class ResultHead {
    private static final byte[] STREAM = JsonText.quoted("stream");
    private static final byte[] N = JsonText.quoted("n");
    private static final byte[] T = JsonText.quoted("t");
    private static final byte[] MODEL = JsonText.quoted("model");
    private static final byte[] VERSION = JsonText.quoted("version");
    private static final byte[] ERROR = JsonText.quoted("error");
    private static final byte[] BASELINE_ERROR = JsonText.quoted("baselineError");

    private ModelVersion last; // null before the first
    private byte[] model;
    private byte[] version;

    void write(JsonText out, Result result) {
        out.name(STREAM);
        StreamName.write(out, result.stream());
        out.name(N);
        out.number(result.n());
        out.name(T);
        out.number(result.timestamp());
        keep(result.model());
        out.name(MODEL);
        out.string(model);
        out.name(VERSION);
        out.string(version);
    }

    private void keep(ModelVersion of) {
        if (!of.equals(last)) {
            last = of;
            model = JsonText.quoted(of.name());
            version = JsonText.quoted(of.version());
        }
    }

    static void writeErrors(JsonText out, Result result) {
        if (result.hasError()) {
            out.name(ERROR);
            out.number(result.error());
            out.name(BASELINE_ERROR);
            out.number(result.baselineError());
        }
    }
}

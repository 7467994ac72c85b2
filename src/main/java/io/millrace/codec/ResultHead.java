package io.millrace.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.Result;
import java.io.IOException;

/** Writes what the JSON of every result has; names that hardly change are kept as bytes. One thread. */
final class ResultHead {
    private static final SerializableString STREAM = new SerializedString("stream");
    private static final SerializableString N = new SerializedString("n");
    private static final SerializableString T = new SerializedString("t");
    private static final SerializableString MODEL = new SerializedString("model");
    private static final SerializableString VERSION = new SerializedString("version");
    private static final SerializableString ERROR = new SerializedString("error");
    private static final SerializableString BASELINE_ERROR = new SerializedString("baselineError");

    private ModelVersion last; // null before the first
    private SerializableString model;
    private SerializableString version;

    void write(JsonGenerator out, Result result) throws IOException {
        out.writeFieldName(STREAM);
        StreamName.write(out, result.stream());
        out.writeFieldName(N);
        out.writeNumber(result.n());
        out.writeFieldName(T);
        out.writeNumber(result.timestamp());
        keep(result.model());
        out.writeFieldName(MODEL);
        out.writeString(model);
        out.writeFieldName(VERSION);
        out.writeString(version);
    }

    private void keep(ModelVersion of) {
        if (!of.equals(last)) {
            last = of;
            model = new SerializedString(of.name());
            version = new SerializedString(of.version());
        }
    }

    static void writeErrors(JsonGenerator out, Result result) throws IOException {
        if (result.hasError()) {
            out.writeFieldName(ERROR);
            out.writeNumber(result.error());
            out.writeFieldName(BASELINE_ERROR);
            out.writeNumber(result.baselineError());
        }
    }
}

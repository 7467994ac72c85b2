package io.millrace.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.stream.Result;
import java.io.IOException;

/** What the JSON of every result has. */
final class ResultFields {
    private ResultFields() {}

    static void writeHead(JsonGenerator out, Result result) throws IOException {
        out.writeStringField("stream", StreamName.of(result.stream()));
        out.writeNumberField("n", result.n());
        out.writeNumberField("t", result.timestamp());
        out.writeStringField("model", result.model().name());
        out.writeStringField("version", result.model().version());
    }

    static void writeErrors(JsonGenerator out, Result result) throws IOException {
        if (result.hasError()) {
            out.writeNumberField("error", result.error());
            out.writeNumberField("baselineError", result.baselineError());
        }
    }
}

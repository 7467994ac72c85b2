package io.millrace.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.codec.Json;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the answers to inference requests. One thread. */
final class InferWriter {
    /** @param jsonLength bytes of JSON before the raw tensors; negative: there are none */
    record Body(byte[] bytes, int jsonLength) {}

    private final JsonFactory json = Json.factory();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);

    /**
     * @param last result of a sequence's call; null where there is none
     * @param durable whether the sequence outlives this process
     */
    Body write(ModelVersion model, InferRequest request, List<Tensor> outputs, Result last, boolean durable) {
        buffer.reset();
        try (JsonGenerator out = json.createGenerator(buffer)) {
            out.writeStartObject();
            out.writeStringField("model_name", model.name());
            out.writeStringField("model_version", model.version());
            if (request.id() != null) {
                out.writeStringField("id", request.id());
            }
            if (request.sequence() != null) {
                writeSequence(out, request.sequence(), last, durable);
            }
            out.writeArrayFieldStart("outputs");
            for (Tensor output : outputs) {
                write(out, output, request.isBinary(output.name()));
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
        int jsonLength = buffer.size();
        boolean raw = false;
        for (Tensor output : outputs) {
            if (request.isBinary(output.name())) {
                buffer.writeBytes(raw(output));
                raw = true;
            }
        }
        return new Body(buffer.toByteArray(), raw ? jsonLength : -1);
    }

    private static void writeSequence(JsonGenerator out, InferRequest.Sequence sequence, Result last, boolean durable)
            throws IOException {
        out.writeObjectFieldStart("parameters");
        if (sequence.numeric()) {
            out.writeFieldName("sequence_id");
            out.writeNumber(new BigInteger(sequence.id()));
        } else {
            out.writeStringField("sequence_id", sequence.id());
        }
        if (last != null) {
            out.writeNumberField("n", last.n());
        }
        out.writeBooleanField("durable", durable);
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Tensor tensor, boolean binary) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", tensor.name());
        out.writeFieldName("shape");
        out.writeArray(tensor.shape(), 0, tensor.shape().length);
        out.writeStringField("datatype", tensor.datatype().name());
        if (binary) {
            out.writeObjectFieldStart("parameters");
            out.writeNumberField("binary_data_size", raw(tensor).length);
            out.writeEndObject();
        } else {
            writeData(out, tensor);
        }
        out.writeEndObject();
    }

    private static void writeData(JsonGenerator out, Tensor tensor) throws IOException {
        out.writeArrayFieldStart("data");
        if (tensor.datatype() == Datatype.BYTES) {
            for (String text : tensor.texts()) {
                out.writeString(text);
            }
        } else {
            for (double number : tensor.numbers()) {
                if (tensor.datatype() == Datatype.FP32) {
                    out.writeNumber((float) number);
                } else {
                    out.writeNumber(number);
                }
            }
        }
        out.writeEndArray();
    }

    private static byte[] raw(Tensor tensor) {
        if (tensor.datatype() == Datatype.BYTES) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (String text : tensor.texts()) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                bytes.writeBytes(little(Integer.BYTES).putInt(utf8.length).array());
                bytes.writeBytes(utf8);
            }
            return bytes.toByteArray();
        }
        ByteBuffer bytes = little(tensor.numbers().length * tensor.datatype().size());
        for (double number : tensor.numbers()) {
            tensor.datatype().write(number, bytes);
        }
        return bytes.array();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}

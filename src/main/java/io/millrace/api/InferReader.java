package io.millrace.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.codec.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads inference requests: JSON, and behind it, with the binary extension, the raw bytes of its tensors. Fields come in any
 * order; unknown ones are ignored. One thread.
 */
final class InferReader {
    private static final int LONGEST_ID = 1024; // characters

    private final JsonFactory json = Json.factory();

    /**
     * @param body JSON of {@code jsonLength} bytes, then raw tensors
     * @param input of the model: what the bytes are where there is no JSON at all
     */
    InferRequest read(byte[] body, int jsonLength, OutputTensors.Declared input) {
        if (jsonLength == 0) {
            RawTensors tensors = new RawTensors(ByteBuffer.wrap(body));
            return new InferRequest(
                    null,
                    null,
                    tensors.whole(input.name(), input.datatype(), input.shape()[input.shape().length - 1]),
                    null,
                    true);
        }
        try (JsonParser in = json.createParser(body, 0, jsonLength)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw ApiException.invalid("body: expected a JSON object with inputs, found another thing");
            }
            Fields fields = new Fields();
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                fields.read(name, in);
            }
            if (in.nextToken() != null) {
                throw ApiException.invalid(
                        "body: expected nothing behind the JSON object; with raw tensors there, send "
                                + "Inference-Header-Content-Length");
            }
            return fields.toRequest(new RawTensors(ByteBuffer.wrap(body, jsonLength, body.length - jsonLength)));
        } catch (IOException e) {
            throw notJson(e);
        }
    }

    static ApiException notJson(IOException e) {
        String at =
                e instanceof com.fasterxml.jackson.core.JsonProcessingException broken && broken.getLocation() != null
                        ? " at byte " + broken.getLocation().getByteOffset()
                        : "";
        return ApiException.invalid("body: expected JSON in UTF-8, found something else" + at);
    }

    private static final class Fields {
        private String id;
        private InferRequest.Sequence sequence;
        private boolean binary;
        private final List<InputFields> inputs = new ArrayList<>(1);
        private List<InferRequest.Output> outputs;

        void read(String name, JsonParser in) throws IOException {
            switch (name) {
                case "id" -> id = id(in);
                case "parameters" -> parameters(in);
                case "inputs" ->
                    Values.objects(in, "inputs", (input, where) -> inputs.add(InputFields.read(input, where)));
                case "outputs" -> {
                    outputs = new ArrayList<>();
                    Values.objects(in, "outputs", (output, where) -> outputs.add(output(output, where)));
                }
                default -> in.skipChildren();
            }
        }

        private static String id(JsonParser in) throws IOException {
            String text = Values.text(in, "id");
            if (text.length() > LONGEST_ID) {
                throw ApiException.invalid(
                        "id: expected at most " + LONGEST_ID + " characters, found " + text.length());
            }
            return text;
        }

        private void parameters(JsonParser in) throws IOException {
            String sequenceId = "";
            boolean numeric = false;
            boolean start = false;
            boolean end = false;
            Values.requireObject(in, "parameters");
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                switch (name) {
                    case "sequence_id" -> {
                        numeric = in.currentToken() != JsonToken.VALUE_STRING;
                        sequenceId = numeric ? Values.unsigned(in, "parameters.sequence_id") : in.getText();
                    }
                    case "sequence_start" -> start = Values.flag(in, "parameters.sequence_start");
                    case "sequence_end" -> end = Values.flag(in, "parameters.sequence_end");
                    case "binary_data_output" -> binary = Values.flag(in, "parameters.binary_data_output");
                    default -> in.skipChildren();
                }
            }
            boolean stateless = sequenceId.isEmpty() || numeric && sequenceId.equals("0");
            sequence = stateless ? null : new InferRequest.Sequence(sequenceId, numeric, start, end);
        }

        private static InferRequest.Output output(JsonParser in, String where) throws IOException {
            String output = null;
            Boolean binary = null;
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                if (name.equals("name")) {
                    output = Values.text(in, where + ".name");
                } else if (name.equals("parameters")) {
                    binary = outputParameters(in, where + ".parameters");
                } else {
                    in.skipChildren();
                }
            }
            if (output == null) {
                throw ApiException.invalid(where + ".name: is missing");
            }
            return new InferRequest.Output(output, binary);
        }

        private static Boolean outputParameters(JsonParser in, String where) throws IOException {
            Boolean binary = null;
            Values.requireObject(in, where);
            for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
                in.nextToken();
                if (name.equals("binary_data")) {
                    binary = Values.flag(in, where + ".binary_data");
                } else if (name.equals("classification")) {
                    throw new ApiException(
                            501, where + ".classification: is not supported; labels come likeliest first");
                } else {
                    in.skipChildren();
                }
            }
            return binary;
        }

        InferRequest toRequest(RawTensors raw) {
            if (inputs.size() != 1) {
                throw ApiException.invalid("inputs: expected one tensor, found " + inputs.size());
            }
            if (sequence != null) {
                sequence.requireFits();
            }
            Tensor input = inputs.get(0).toTensor(raw);
            raw.requireNothingLeft();
            return new InferRequest(id, sequence, input, outputs, binary);
        }
    }
}

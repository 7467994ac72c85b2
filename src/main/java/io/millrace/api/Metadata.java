package io.millrace.api;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.TokenEncoding;
import io.millrace.network.Architecture;
import io.millrace.network.PlainLayer;
import io.millrace.stream.StreamTask;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;

/** What the protocol tells of the service and its models. */
final class Metadata {
    static final String PLATFORM = "millrace";
    static final List<String> EXTENSIONS =
            List.of("sequence", "sequence(string_id)", "binary_tensor_data", "statistics", "model_repository");

    private Metadata() {}

    static JsonObject server() {
        String version = Metadata.class.getPackage().getImplementationVersion();
        return new JsonObject()
                .put("name", PLATFORM)
                .put("version", version == null ? "development" : version)
                .put("extensions", new JsonArray(EXTENSIONS));
    }

    static JsonObject model(Endpoint endpoint) {
        JsonArray outputs = new JsonArray();
        endpoint.served().tensors().declared().forEach(output -> outputs.add(tensor(output)));
        return new JsonObject()
                .put("name", endpoint.model().name())
                .put("versions", new JsonArray().add(endpoint.served().version()))
                .put("platform", PLATFORM)
                .put("inputs", new JsonArray().add(tensor(endpoint.served().input())))
                .put("outputs", outputs);
    }

    /** A model has one input; its name is the network's, and any other will do. */
    static OutputTensors.Declared input(StreamTask task) {
        Encoding encoding = task.model().encoding();
        Architecture network = task.reader().architecture();
        int node = network.inputNodes().get(0);
        String name = ((PlainLayer.Input) network.nodes().get(node).layer()).name();
        return encoding instanceof TokenEncoding
                ? new OutputTensors.Declared(name, Datatype.BYTES, new int[] {-1, -1})
                : new OutputTensors.Declared(name, Datatype.FP32, new int[] {-1, -1, encoding.width()});
    }

    private static JsonObject tensor(OutputTensors.Declared tensor) {
        return new JsonObject()
                .put("name", tensor.name())
                .put("datatype", tensor.datatype().name())
                .put(
                        "shape",
                        new JsonArray(Arrays.stream(tensor.shape()).boxed().toList()));
    }

    static JsonObject statistics(Endpoint endpoint) {
        Statistics.Snapshot found = endpoint.statistics().snapshot();
        JsonArray batches = new JsonArray();
        found.batches()
                .forEach((size, infer) -> batches.add(new JsonObject()
                        .put("batch_size", size)
                        .put("compute_input", duration(Statistics.Duration.NONE))
                        .put("compute_infer", duration(infer))
                        .put("compute_output", duration(Statistics.Duration.NONE))));
        return new JsonObject()
                .put("name", endpoint.model().name())
                .put("version", endpoint.served().version())
                .put("last_inference", found.lastMillis())
                .put("inference_count", found.inferences())
                .put("execution_count", found.executions())
                .put(
                        "inference_stats",
                        new JsonObject()
                                .put("success", duration(found.success()))
                                .put("fail", duration(found.fail()))
                                .put("queue", duration(found.queue()))
                                .put("compute_input", duration(found.input()))
                                .put("compute_infer", duration(found.infer()))
                                .put("compute_output", duration(found.output())))
                .put("batch_stats", batches);
    }

    private static JsonObject duration(Statistics.Duration duration) {
        return new JsonObject().put("count", duration.count()).put("ns", duration.nanos());
    }
}

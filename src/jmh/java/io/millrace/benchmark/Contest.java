package io.millrace.benchmark;

import io.millrace.network.kernel.Kernels;
import java.io.File;
import java.time.Duration;

/** Those who take the same records in the pipeline's benchmarks. */
enum Contest {
    MILLRACE("Millrace"),
    EVERY_COMMIT("Millrace, checkpoint: 0s"),
    MALFORMED("Millrace, as many malformed ones"),
    WITHOUT_STEP("the same loop without the step"),
    RECORDS("the same records, no streams"),
    BYTES("pass-through of bytes"),
    STREAMS_ONNX("Kafka Streams + ONNX Runtime"),
    STREAMS_DL4J("Kafka Streams + DL4J");

    final String title;

    Contest(String title) {
        this.title = title;
    }

    Pipeline start(PipelineSeat seat, PipelineModel model) {
        return switch (this) {
            case MILLRACE, MALFORMED -> LoopPipeline.predicting(seat, model, Kernels.best());
            case EVERY_COMMIT -> LoopPipeline.predicting(seat.withCheckpoint(Duration.ZERO), model, Kernels.best());
            case WITHOUT_STEP -> LoopPipeline.predicting(seat, model, new NoStep(Kernels.best()));
            case RECORDS -> LoopPipeline.recordsOnly(seat, model);
            case BYTES -> new BytesPipeline(seat);
            case STREAMS_ONNX ->
                new StreamsPipeline(
                        seat, model, of -> new OnnxRecordStep(of.model().network()));
            case STREAMS_DL4J ->
                new StreamsPipeline(
                        seat, model, of -> new Dl4jRecordStep(of.model().network()));
        };
    }

    /** What comes before everything else on its class path: Kafka Streams works with its own version's clients only. */
    String libraries() {
        if (!isKafkaStreams()) {
            return "";
        }
        File[] clients = new File("target/streams").listFiles();
        if (clients == null || clients.length == 0) {
            throw new IllegalStateException("target/streams: expected the clients of Kafka Streams, found nothing; "
                    + "compile with ./mvnw -Pbench test-compile");
        }
        return clients[0].getPath() + File.pathSeparator;
    }

    /** With a native peer, which a sampler of stacks has ended. */
    boolean isKafkaStreams() {
        return this == STREAMS_ONNX || this == STREAMS_DL4J;
    }

    /** Whether its output is what the model predicts. */
    boolean predicts() {
        return this == MILLRACE
                || this == EVERY_COMMIT
                || this == MALFORMED
                || this == STREAMS_ONNX
                || this == STREAMS_DL4J;
    }
}

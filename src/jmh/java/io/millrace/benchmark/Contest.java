package io.millrace.benchmark;

import java.io.File;
import java.time.Duration;

/** Those who take the same records in the pipeline's benchmarks. */
enum Contest {
    MILLRACE("Millrace"),
    EVERY_COMMIT("Millrace, checkpoint: 0s"),
    WITHOUT_STEP("the same loop without the step"),
    BYTES("pass-through of bytes"),
    STREAMS_ONNX("Kafka Streams + ONNX Runtime"),
    STREAMS_DL4J("Kafka Streams + DL4J");

    final String title;

    Contest(String title) {
        this.title = title;
    }

    Pipeline start(PipelineSeat seat, PipelineModel model) {
        return switch (this) {
            case MILLRACE -> LoopPipeline.predicting(seat, model);
            case EVERY_COMMIT -> LoopPipeline.predicting(seat.withCheckpoint(Duration.ZERO), model);
            case WITHOUT_STEP -> LoopPipeline.withoutStep(seat, model);
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
        if (this != STREAMS_ONNX && this != STREAMS_DL4J) {
            return "";
        }
        File[] clients = new File("target/streams").listFiles();
        if (clients == null || clients.length == 0) {
            throw new IllegalStateException("target/streams: expected the clients of Kafka Streams, found nothing; "
                    + "compile with ./mvnw -Pbench test-compile");
        }
        return clients[0].getPath() + File.pathSeparator;
    }

    /** Whether its output is predictions. */
    boolean predicts() {
        return this != WITHOUT_STEP && this != BYTES;
    }
}

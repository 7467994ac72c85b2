package io.millrace.benchmark;

import java.time.Duration;

/** A contender in a process of its own, until it is stopped. */
final class PipelineHost {
    private PipelineHost() {}

    /** Arguments: contender, model, bootstrap servers, group, input, output, commit in ms, checkpoint in ms. */
    public static void main(String[] arguments) throws InterruptedException {
        PipelineSeat seat = new PipelineSeat(
                arguments[2],
                arguments[3],
                arguments[4],
                arguments[5],
                Duration.ofMillis(Long.parseLong(arguments[6])),
                Duration.ofMillis(Long.parseLong(arguments[7])));
        try (Pipeline pipeline = Contest.valueOf(arguments[0]).start(seat, PipelineModel.valueOf(arguments[1]))) {
            System.out.println("started");
            pipeline.worker().join();
        }
    }
}

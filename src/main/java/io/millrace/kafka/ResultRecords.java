package io.millrace.kafka;

import io.millrace.codec.AnswerJson;
import io.millrace.codec.ForgottenJson;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.Rejection;
import io.millrace.stream.Answer;
import io.millrace.stream.Forgotten;
import io.millrace.stream.Prediction;
import io.millrace.stream.Result;
import io.millrace.stream.StreamPredictor;

/** Writes what came of points to the output, each result as one record. One thread. */
final class ResultRecords {
    private final PredictionJson predictions = new PredictionJson();
    private final AnswerJson answers = new AnswerJson();
    private final ForgottenJson forgotten = new ForgottenJson();

    /** Of the points of an intake. */
    StreamPredictor.Sink sink(Intake intake, StreamProcessor.Output output) {
        return new StreamPredictor.Sink() {
            @Override
            public void predicted(int index, Result result) {
                output.predicted(intake.cause(index), write(result));
                if (result.hasError()) {
                    output.compared(result.error(), result.baselineError());
                }
            }

            @Override
            public void outOfRange(int index) {
                output.rejected(
                        intake.cause(index), Rejection.OUT_OF_RANGE, "expected numbers the network can reckon with");
            }

            @Override
            public void forgotten(Forgotten stream) {
                write(stream, output);
            }
        };
    }

    void write(Forgotten stream, StreamProcessor.Output output) {
        byte[] key = stream.stream().toBytes();
        output.forgotten(stream.partition(), key, stream.reason().toString(), forgotten.write(stream));
    }

    private byte[] write(Result result) {
        return result instanceof Prediction prediction ? predictions.write(prediction) : answers.write((Answer) result);
    }
}

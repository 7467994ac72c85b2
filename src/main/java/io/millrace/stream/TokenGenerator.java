package io.millrace.stream;

import io.millrace.encoding.TokenEncoding;
import io.millrace.network.Distribution;
import io.millrace.network.Sampler;
import io.millrace.network.SequenceModel;
import io.millrace.network.StateSlab;
import io.millrace.network.Stepper;
import io.millrace.network.kernel.Kernels;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/**
 * Goes on with a text: draws the next token, reads it, draws again. What comes depends on the model, the priming, the
 * sampler and the random numbers alone: the same on every machine. Belongs to one thread.
 */
public final class TokenGenerator {
    private final SequenceModel network;
    private final TokenEncoding encoding;
    private final Distribution distribution;
    private final Stepper stepper;

    /** Errors: a network that cannot be stepped, or does not predict the tokens that it reads, is refused. */
    public TokenGenerator(StreamModel model, Kernels kernels) {
        if (!(model.encoding() instanceof TokenEncoding tokens)
                || model.target().isPresent()) {
            throw new IllegalArgumentException("model: expected one that predicts the next token, found one of "
                    + model.encoding().describe() + (model.target().isPresent() ? " with other outputs" : ""));
        }
        StreamTask task = new StreamTask(model, StreamSettings.of(Predict.GENERATE));
        encoding = tokens;
        network = task.reader();
        distribution = Distribution.of(network);
        stepper = network.stepper(kernels, 1);
    }

    /**
     * @param prime what is read before the first token is drawn; without any the start token is, which the model must have
     * @param length most tokens drawn; an end token, which is not among them, ends it earlier
     * @param tokens takes each as it comes
     */
    public void generate(int[] prime, int length, Sampler sampler, RandomGenerator random, IntConsumer tokens) {
        int[] read = prime.length > 0 ? prime : start();
        StateSlab states = new StateSlab(network.stateSize());
        int[] slot = {states.acquire()};
        float[] input = new float[network.inputs()];
        float[] output = new float[network.outputs()];
        for (int token : read) {
            step(token, input, states, slot, output);
        }
        int end = encoding.endId().orElse(-1);
        for (int i = 0; i < length; i++) {
            int token = sampler.draw(distribution.read(output, 0), random);
            if (token == end) {
                return;
            }
            tokens.accept(token);
            step(token, input, states, slot, output);
        }
    }

    private int[] start() {
        return new int[] {
            encoding.startId()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "prime: expected at least one token, as the model knows no start token, found none"))
        };
    }

    private void step(int token, float[] input, StateSlab states, int[] slot, float[] output) {
        encoding.encode(token, input, 0);
        stepper.step(1, input, states, slot, output);
    }
}

package io.millrace.stream;

import io.millrace.encoding.Target;
import io.millrace.encoding.TokenEncoding;
import io.millrace.network.BeamDecoder;
import io.millrace.network.EncoderDecoder;
import io.millrace.network.GreedyDecoder;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/** From what an encoder put out to the decoder's outputs. Belongs to one thread. */
final class SequenceDecoder {
    private final StreamTask task;
    private final TokenEncoding tokens; // null where the outputs are values
    private final BeamDecoder beams; // of tokens
    private final GreedyDecoder values;
    private final float[] first;
    private final int end;
    private final int limit;

    SequenceDecoder(StreamTask task, Kernels kernels) {
        this.task = task;
        EncoderDecoder pair = task.pair().orElseThrow();
        Target target = task.target().orElseThrow();
        tokens = target instanceof TokenEncoding found ? found : null;
        beams = tokens == null
                ? null
                : new BeamDecoder(pair, kernels, task.settings().beam());
        values = tokens == null ? new GreedyDecoder(pair, kernels, GreedyDecoder.Feedback.VALUES) : null;
        first = new float[pair.ownInputs()];
        if (tokens != null && first.length > 0) {
            tokens.startId().ifPresent(id -> tokens.encode(id, first, 0));
        }
        end = tokens == null ? GreedyDecoder.NO_END : tokens.endId().orElse(GreedyDecoder.NO_END);
        limit = Math.min(task.settings().steps(), pair.times().orElse(Integer.MAX_VALUE));
    }

    Answer.Outcome decode(float[] code, double[] memory) {
        List<double[]> decoded = new ArrayList<>();
        double logProbability = Double.NaN;
        if (tokens != null) {
            BeamDecoder.Found found = beams.run(code, 0, first, end, limit);
            for (int token : found.tokens()) {
                decoded.add(new double[] {token});
            }
            logProbability = found.logProbability();
        } else {
            for (float[] output : values.run(code, 0, first, end, limit)) {
                decoded.add(task.meaning().value(output, 0, memory, 0));
            }
        }
        return task.meaning().series(decoded, logProbability);
    }
}

package io.millrace.evaluation;

import io.millrace.data.PairEncoding;
import io.millrace.network.Batch;
import io.millrace.network.BeamDecoder;
import io.millrace.network.EncoderDecoder;
import io.millrace.network.GraphRunner;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one sequence of another with an encoder–decoder: the encoder reads all of the source, the decoder feeds its
 * symbols back until the end token, a few beginnings side by side. Belongs to one thread.
 */
public final class SequenceTranslator {
    private static final int SHORTEST_LIMIT = 16;
    private static final int LIMIT_PER_SYMBOL = 4; // an answer is never that many times as long as its source

    private final PairEncoding encoding;
    private final GraphRunner encoder;
    private final BeamDecoder decoder;

    /**
     * Errors: a model that is no encoder–decoder of these vocabularies is refused.
     *
     * @param beam beginnings that are kept; 1 for the most probable symbol at every step
     */
    public SequenceTranslator(SequenceModel model, PairEncoding encoding, Kernels kernels, int beam) {
        this.encoding = encoding;
        EncoderDecoder halves = EncoderDecoder.of(model);
        encoder = new GraphRunner(halves.encoder(), kernels, 1);
        decoder = new BeamDecoder(halves, kernels, beam);
    }

    /** Errors: a symbol that the vocabulary does not hold is refused and named. */
    public List<String> translate(String source) {
        int[] tokens = encoding.source().vocabulary().encode(source);
        float[] ids = new float[tokens.length];
        for (int step = 0; step < ids.length; step++) {
            ids[step] = tokens[step];
        }
        float[] start = {encoding.target().startId().orElseThrow()};
        int end = encoding.target().endId().orElseThrow();
        int limit = Math.max(SHORTEST_LIMIT, LIMIT_PER_SYMBOL * tokens.length);
        List<String> answer = new ArrayList<>();
        for (int token : decoder.run(code(ids), 0, start, end, limit).tokens()) {
            answer.add(encoding.target().vocabulary().symbol(token));
        }
        return answer;
    }

    /** What the encoder hands over, one part behind the other. */
    private float[] code(float[] ids) {
        List<Batch> parts = encoder.run(Batch.sequences(1, ids.length, 1, ids));
        float[] code =
                new float[parts.stream().mapToInt(part -> part.values().length).sum()];
        int at = 0;
        for (Batch part : parts) {
            System.arraycopy(part.values(), 0, code, at, part.values().length);
            at += part.values().length;
        }
        return code;
    }
}

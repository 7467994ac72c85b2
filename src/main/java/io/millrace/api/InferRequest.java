package io.millrace.api;

import io.millrace.stream.StreamKey;
import java.util.List;

/**
 * One inference request.
 *
 * @param id echoed; null: none
 * @param sequence whose state the points go on with; null: each row is a sequence of its own
 * @param outputs that are wanted; null: all of them
 * @param binary whether outputs come as raw bytes, where they do not say
 */
record InferRequest(String id, Sequence sequence, Tensor input, List<Output> outputs, boolean binary) {
    /** @param binary null: as the request says */
    record Output(String name, Boolean binary) {}

    /**
     * A sequence and what becomes of it. The number 42 and the text "42" are one sequence: its stream's key is the text.
     *
     * @param numeric whether the id came as a number, and is echoed as one
     */
    record Sequence(String id, boolean numeric, boolean start, boolean end) {
        private static final int LONGEST = 1024; // bytes of a record's key

        StreamKey key() {
            return StreamKey.of(id);
        }

        void requireFits() {
            if (key().length() > LONGEST) {
                throw ApiException.invalid(
                        "parameters.sequence_id: expected at most " + LONGEST + " bytes, found " + key().length());
            }
        }
    }

    boolean isBinary(String output) {
        if (outputs != null) {
            for (Output wanted : outputs) {
                if (wanted.name().equals(output)) {
                    return wanted.binary() == null ? binary : wanted.binary();
                }
            }
        }
        return binary;
    }
}

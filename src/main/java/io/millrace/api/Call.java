package io.millrace.api;

import io.millrace.stream.Result;
import io.vertx.core.Promise;

/** Points on their way through the model, and what came of them. */
final class Call {
    final InferRequest.Sequence sequence; // null: every row is one of its own
    final Points points;
    final Result[] results; // [rows · steps]; null where the point has no answer
    final Promise<Call> done = Promise.promise();
    final long arrived = System.nanoTime();
    boolean refused; // a point is too large for the network's arithmetic

    Call(InferRequest.Sequence sequence, Points points) {
        this.sequence = sequence;
        this.points = points;
        results = new Result[points.values().length];
    }

    int size() {
        return results.length;
    }

    /** The newest result; null: none. */
    Result last() {
        return last(0, results.length);
    }

    Result last(int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (results[i] != null) {
                return results[i];
            }
        }
        return null;
    }

    void finish() {
        if (refused) {
            done.fail(ApiException.invalid(
                    "inputs[0].data: expected numbers in the range of the network's arithmetic, found "
                            + "larger ones; such points are as if they had not been"));
        } else {
            done.complete(this);
        }
    }
}

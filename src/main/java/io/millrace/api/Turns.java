package io.millrace.api;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;

/** Work that takes long, on worker threads: so much at once and no more. One thread asks, the event loop's. */
final class Turns {
    private static final int MOST = 4;

    private final Vertx vertx;
    private int taken;

    Turns(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Errors: nobody's turn is free. */
    <T> Future<T> take(Callable<T> work) {
        if (taken == MOST) {
            throw ApiException.unavailable(
                    "expected at most " + MOST + " forecasts, texts and files at once, found more; " + "try again");
        }
        taken++;
        return vertx.executeBlocking(work, false).onComplete(done -> taken--);
    }
}

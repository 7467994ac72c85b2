package io.millrace.verticle;

import io.millrace.kafka.ExactlyOnceLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/**
 * One prediction loop as a verticle: deployed, it runs on a thread of its own; undeployed, it commits, leaves its group and
 * ends. The loop, its clients and its states never meet an event loop.
 */
public final class PredictionVerticle extends VerticleBase {
    private final String name;
    private final ExactlyOnceLoop loop;

    /** @param name of the thread */
    public PredictionVerticle(String name, ExactlyOnceLoop loop) {
        this.name = name;
        this.loop = loop;
    }

    @Override
    public Future<?> start() {
        new Thread(loop, name).start();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return vertx.executeBlocking(
                () -> {
                    loop.close();
                    return null;
                },
                false);
    }
}

package io.millrace.verticle;

import io.millrace.kafka.ExactlyOnceLoop;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.slf4j.MDC;

/**
 * One prediction loop as a verticle: deployed, it runs on a thread of its own; undeployed, it commits, leaves its group and
 * ends. The loop, its clients and its states never meet an event loop.
 */
public final class PredictionVerticle extends VerticleBase {
    private final String model;
    private final String name;
    private final ExactlyOnceLoop loop;

    /**
     * @param model whose lines in the log are all those of the thread
     * @param name of the thread
     */
    public PredictionVerticle(String model, String name, ExactlyOnceLoop loop) {
        this.model = model;
        this.name = name;
        this.loop = loop;
    }

    @Override
    public Future<?> start() {
        new Thread(this::run, name).start();
        return Future.succeededFuture();
    }

    private void run() {
        MDC.put("model", model);
        MDC.put("loop", name);
        loop.run();
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

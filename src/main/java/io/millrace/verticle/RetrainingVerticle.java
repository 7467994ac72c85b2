package io.millrace.verticle;

import io.millrace.kafka.ModelFollower;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** A model's retrainer as a verticle: deployed, it runs on a thread of its own at the lowest priority. */
public final class RetrainingVerticle extends VerticleBase {
    private final String name;
    private final Retrainer retrainer;
    private final ModelFollower follower;

    /**
     * @param name of the thread
     * @param follower closed with the verticle; started before, by whoever needs the first model
     */
    public RetrainingVerticle(String name, Retrainer retrainer, ModelFollower follower) {
        this.name = name;
        this.retrainer = retrainer;
        this.follower = follower;
    }

    @Override
    public Future<?> start() {
        Thread thread = new Thread(retrainer, name);
        thread.setPriority(Thread.MIN_PRIORITY);
        thread.setDaemon(true);
        thread.start();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return vertx.executeBlocking(
                () -> {
                    retrainer.close();
                    follower.close();
                    return null;
                },
                false);
    }
}

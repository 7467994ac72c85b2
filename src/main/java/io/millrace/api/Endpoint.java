package io.millrace.api;

import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Champion;
import io.millrace.stream.StreamTask;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One model behind the API: takes points, gives answers, counts. One thread, the event loop's. */
final class Endpoint {
    /** What serves now, as tensors name it. */
    record Served(StreamTask task, OutputTensors.Declared input, OutputTensors tensors) {
        static Served of(StreamTask task) {
            return new Served(task, Metadata.input(task), new OutputTensors(task));
        }

        String version() {
            return task.model().id().version();
        }
    }

    private final ApiModel model;
    private final Statistics statistics = new Statistics();
    private final CallBatcher batcher;
    private final Optional<DurableSequences> durable;
    private Served served; // of the newest model that was asked for

    /**
     * @param kafka client properties, verbatim
     * @param patience with answers that come through topics
     */
    Endpoint(Vertx vertx, ApiModel model, Kernels kernels, Map<String, String> kafka, Duration patience) {
        this.model = model;
        this.durable = model.config().api().durable()
                ? Optional.of(new TopicSequences(vertx, model.config(), () -> served().task(), kafka, patience))
                : Optional.empty();
        batcher = new CallBatcher(
                vertx,
                kernels,
                () -> served().task(),
                model.config().api().batch(),
                new KnownSequences(
                        model.name(),
                        model.config().api().sequences(),
                        model.config().sequences().idle()),
                statistics);
    }

    ApiModel model() {
        return model;
    }

    Statistics statistics() {
        return statistics;
    }

    /** Errors: there is no model yet. */
    Served served() {
        Champion champion = model.champion()
                .get()
                .orElseThrow(() -> ApiException.unavailable("model '" + model.name()
                        + "': expected a first version, found none yet; it is still to be trained"));
        StreamTask newest = champion.newest().task();
        if (served == null || served.task() != newest) {
            served = Served.of(newest);
        }
        return served;
    }

    /** Errors: points that the model does not take, outputs that it does not have. */
    Call call(InferRequest request) {
        if (request.outputs() != null) {
            requireOutputs(request.outputs());
        }
        Points points = Points.of(request.input(), served().task().model().encoding());
        if (request.sequence() != null && points.rows() != 1) {
            throw ApiException.invalid("inputs[0].shape: expected one row of a sequence, found " + points.rows()
                    + "; a call goes on with one sequence");
        }
        return new Call(request.sequence(), points);
    }

    private void requireOutputs(List<InferRequest.Output> wanted) {
        List<String> names = served().tensors().declared().stream()
                .map(OutputTensors.Declared::name)
                .toList();
        for (InferRequest.Output output : wanted) {
            if (!names.contains(output.name())) {
                throw ApiException.invalid(
                        "outputs: expected some of " + names + ", found \"" + Datatype.shorten(output.name()) + '"');
            }
        }
    }

    /** Whether there is a model. */
    boolean isServed() {
        return model.champion().get().isPresent();
    }

    boolean isReady() {
        return model.isReady() && durable.map(DurableSequences::ready).orElse(true);
    }

    boolean isDurable() {
        return durable.isPresent();
    }

    Future<?> close() {
        return durable.<Future<?>>map(DurableSequences::close).orElseGet(Future::succeededFuture);
    }

    boolean isDurable(Call call) {
        return call.sequence != null && durable.isPresent();
    }

    Future<Call> answer(Call call) {
        return isDurable(call) ? durable.get().answer(call) : batcher.add(call);
    }

    /** Those of the outputs that the request wants, in its order. */
    List<Tensor> tensors(InferRequest request, Call call) {
        Datatype floating = request.input().datatype() == Datatype.FP64 ? Datatype.FP64 : Datatype.FP32;
        List<Tensor> all = served().tensors().of(call, floating);
        return request.outputs() == null
                ? all
                : request.outputs().stream()
                        .flatMap(wanted ->
                                all.stream().filter(tensor -> tensor.name().equals(wanted.name())))
                        .toList();
    }
}

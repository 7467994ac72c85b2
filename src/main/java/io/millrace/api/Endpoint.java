package io.millrace.api;

import io.millrace.network.kernel.Kernels;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/** One model behind the API: takes points, gives answers, counts. One thread, the event loop's. */
final class Endpoint {
    private final ApiModel model;
    private final OutputTensors.Declared input;
    private final OutputTensors tensors;
    private final Statistics statistics = new Statistics();
    private final CallBatcher batcher;
    private final Optional<DurableSequences> durable;

    /** @param durable where the sequences of this model go through its topics */
    Endpoint(Vertx vertx, ApiModel model, Kernels kernels, Optional<DurableSequences> durable) {
        this.model = model;
        this.durable = durable;
        input = Metadata.input(model.task());
        tensors = new OutputTensors(model.task());
        batcher = new CallBatcher(
                vertx,
                model.batch(),
                model.task().model().network().architecture().parameterCount(),
                new MemoryStreams(model.task(), kernels),
                new KnownSequences(model.name(), model.sequences(), model.idle()),
                statistics);
    }

    ApiModel model() {
        return model;
    }

    Statistics statistics() {
        return statistics;
    }

    OutputTensors.Declared input() {
        return input;
    }

    List<OutputTensors.Declared> outputs() {
        return tensors.declared();
    }

    /** Errors: points that the model does not take, outputs that it does not have. */
    Call call(InferRequest request) {
        if (request.outputs() != null) {
            for (InferRequest.Output wanted : request.outputs()) {
                if (outputs().stream().noneMatch(output -> output.name().equals(wanted.name()))) {
                    throw ApiException.invalid("outputs: expected some of "
                            + outputs().stream().map(OutputTensors.Declared::name).toList() + ", found \""
                            + Datatype.shorten(wanted.name()) + '"');
                }
            }
        }
        Points points = Points.of(request.input(), model.task().model().encoding());
        if (request.sequence() != null && points.rows() != 1) {
            throw ApiException.invalid("inputs[0].shape: expected one row of a sequence, found " + points.rows()
                    + "; a call goes on with one sequence");
        }
        return new Call(request.sequence(), points);
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
        List<Tensor> all = tensors.of(call, floating);
        return request.outputs() == null
                ? all
                : request.outputs().stream()
                        .flatMap(wanted -> all.stream().filter(tensor -> tensor.name().equals(wanted.name())))
                        .toList();
    }
}

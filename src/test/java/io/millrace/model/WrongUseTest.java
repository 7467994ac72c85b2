package io.millrace.model;

import static io.millrace.model.FitOptions.epochs;
import static io.millrace.model.Layers.dense;
import static io.millrace.model.Layers.embedding;
import static io.millrace.model.Layers.input;
import static io.millrace.model.Layers.lstm;
import static io.millrace.network.kernel.Activation.SOFTMAX;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.network.Batch;
import io.millrace.network.Tensor;
import io.millrace.training.optimizer.Adam;
import io.millrace.training.optimizer.Sgd;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What does not fit is refused in one line that says where, what was expected and what was found. */
class WrongUseTest {
    private static final Batch X = Batch.of(new float[][][] {{{1, 2}, {3, 4}, {5, 6}}, {{1, 2}, {3, 4}, {5, 7}}});
    private static final Batch Y = Batch.of(new float[][] {{0}, {1}});
    private static final Batch ONE_HOT = Batch.of(new float[][] {{1, 0}, {0, 1}});

    private static Model model() {
        return Sequential.of(input(3, 2), lstm(4), dense(2).activation(SOFTMAX));
    }

    private static Model compiled(String loss) {
        return model().compile(new Adam(1e-3), loss, "accuracy");
    }

    static Stream<Arguments> wrongUses() {
        return Stream.of(
                use(
                        "Sequential: expected input(…) and then at least one layer, found lstm first of 2",
                        () -> Sequential.of(lstm(4), dense(2))),
                use("Sequential: expected input(…) and then at least one layer, found nothing", Sequential::of),
                use("input: expected (width) or (steps, width), found [1, 2, 3]", () -> input(1, 2, 3)),
                use("lstm units: expected at least 1, found 0", () -> Sequential.of(input(3, 2), lstm(0))),
                use("lstm: expected a sequence, found a vector [2] of input", () -> Sequential.of(input(2), lstm(3))),
                use(
                        "embedding: expected one token id a step, found [3, 2]",
                        () -> Sequential.of(input(3, 2), embedding(9, 2))),
                use("loss: expected one of", () -> model().compile(new Adam(1e-3), "nonsense")),
                use("metric: expected accuracy", () -> model().compile(new Adam(1e-3), "mse", "nonsense")),
                use("learning rate: expected a number above 0, found -1.0", () -> new Sgd(-1)),
                use("model: expected an optimizer and a loss, found none; compile it first", () -> model().fit(
                                X, Y, epochs(1))),
                use("model: expected an optimizer and a loss, found none; compile it first", () -> model().evaluate(
                                X, Y)),
                use(
                        "training targets: expected 2 wide, for categorical_crossentropy, found 1",
                        () -> compiled("categorical_crossentropy").fit(X, Y, epochs(1))),
                use(
                        "targets: expected the number of a class, 0 to 1, for sparse_categorical_crossentropy, found 2.0",
                        () -> compiled("sparse_categorical_crossentropy")
                                .fit(X, Batch.of(new float[][] {{0}, {2}}), epochs(1))),
                use("inputs: expected finite numbers, found NaN at sequence 1, step 0, component 1", () -> compiled(
                                "mse")
                        .fit(Batch.of(new float[][][] {{{1, 2}}, {{1, Float.NaN}}}), ONE_HOT, epochs(1))),
                use("batch: expected at least one row, found none", () -> Batch.of(new float[0][])),
                use("batch width of row 1: expected 2, found 1", () -> Batch.of(new float[][] {{1, 2}, {1}})),
                use("targets: expected 2 sequences in each array, found 1", () -> compiled("mse")
                        .fit(X, Batch.of(new float[][] {{1, 0}}), epochs(1))),
                use("training inputs: expected 2 features, as the network reads, found 1", () -> compiled("mse")
                        .fit(Batch.of(new float[][][] {{{1}}, {{1}}}), ONE_HOT, epochs(1))),
                use("training inputs: expected [3, 2], found [1, 2]", () -> compiled("mse")
                        .fit(Batch.of(new float[][][] {{{1, 1}}, {{1, 1}}}), ONE_HOT, epochs(1))),
                use("input: expected [3, 2], found [1, 2]", () -> model().predict(
                                Batch.of(new float[][][] {{{1, 1}}}))),
                use("loss binary_crossentropy: expected sigmoid", () -> compiled("binary_crossentropy")
                        .fit(X, ONE_HOT, epochs(1))),
                use("epochs: expected at least 1, found 0", () -> compiled("mse")
                        .fit(X, ONE_HOT, epochs(0))),
                use("validation split: expected both parts to hold a sequence, found 0.9 of 2", () -> compiled("mse")
                        .fit(X, ONE_HOT, epochs(1).validationSplit(0.9))),
                use("validation: expected a set or a share of the data, found both; leave one out", () -> compiled(
                                "mse")
                        .fit(X, ONE_HOT, epochs(1).validationSplit(0.5).validation(X, ONE_HOT))),
                use("labels: expected at least two, found [one]", () -> model().labels(List.of("one"))),
                use("target outputs: expected 2 as the network has, found 3", () -> model().labels(
                                List.of("a", "b", "c"))),
                use("no-such.h5: expected a model file, found none", () -> Model.load(Path.of("no-such.h5"))),
                use("predict: expected a model with one result, found 2; give a list of inputs", () -> {
                    Functional graph = new Functional();
                    Tensor in = graph.input(input(2));
                    graph.model(graph.apply(dense(1), in), graph.apply(dense(1), in))
                            .predict(ONE_HOT);
                }),
                use("weights: expected a finite number, found -Infinity at epoch 2, update 1;", () -> Sequential.of(
                                input(2), dense(2))
                        .compile(new Sgd(1e30), "mse")
                        .fit(ONE_HOT, ONE_HOT, epochs(99))));
    }

    private static Arguments use(String expected, Executable wrong) {
        return Arguments.of(expected, wrong);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongUses")
    void isRefusedInOneLine(String expected, Executable wrong) {
        String found = assertThrows(RuntimeException.class, wrong).getMessage();
        assertEquals(1, found.lines().count(), found);
        assertEquals(expected, found.substring(0, Math.min(found.length(), expected.length())), found);
    }
}

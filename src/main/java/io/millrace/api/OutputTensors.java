package io.millrace.api;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Target;
import io.millrace.encoding.TokenEncoding;
import io.millrace.network.Distribution;
import io.millrace.stream.Answer;
import io.millrace.stream.Predict;
import io.millrace.stream.Prediction;
import io.millrace.stream.Result;
import io.millrace.stream.StreamTask;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model's results are as tensors.
 *
 * <pre>{@code
 *   next points, values   prediction [.., values]   ahead [.., ahead, values]
 *   labels, tokens        label [.., top]  probability [.., top]   ahead [.., ahead]     the likeliest first
 *   sequences of them     outputs [rows, steps, values]   or   text [rows, 1]  tokens [rows, steps]
 * }</pre>
 *
 * Where every point is answered, {@code ..} is the input's shape without the points' width, else [rows]: the newest answer
 * of each row. Rows without any answer yet make tensors without elements.
 */
final class OutputTensors {
    /** @param shape −1: as the request has it, or as the model's answer turns out */
    record Declared(String name, Datatype datatype, int[] shape) {}

    private final StreamTask task;
    private final boolean answersPoints;

    OutputTensors(StreamTask task) {
        this.task = task;
        answersPoints = task.settings().predict() == Predict.NEXT
                && task.reader().architecture().canStep();
    }

    List<Declared> declared() {
        int ahead = task.settings().ahead();
        Encoding encoding = task.model().encoding();
        boolean symbols = task.target().isEmpty()
                ? encoding instanceof TokenEncoding
                : !(task.target().get() instanceof Target.Values);
        boolean several = task.settings().predict() == Predict.GENERATE
                || task.settings().predict() == Predict.DECODE
                || !task.reader().architecture().canStep()
                        && task.reader().architecture().returnsSequences();
        int width = task.target().isEmpty() && encoding instanceof PointEncoding points
                ? points.outputs()
                : task.target().map(Target::outputs).orElse(-1);
        List<Declared> declared = new ArrayList<>();
        if (several) {
            if (symbols) {
                declared.add(new Declared("text", Datatype.BYTES, new int[] {-1, 1}));
                declared.add(new Declared("tokens", Datatype.BYTES, new int[] {-1, -1}));
            } else {
                declared.add(new Declared("outputs", Datatype.FP32, new int[] {-1, -1, width}));
            }
        } else if (symbols) {
            int top = Math.min(task.settings().top(), labels());
            declared.add(new Declared("label", Datatype.BYTES, shape(top)));
            declared.add(new Declared("probability", Datatype.FP32, shape(top)));
            if (ahead > 0) {
                declared.add(new Declared("ahead", Datatype.BYTES, shape(ahead)));
            }
        } else {
            declared.add(new Declared("prediction", Datatype.FP32, shape(width)));
            if (ahead > 0) {
                declared.add(new Declared("ahead", Datatype.FP32, shape(ahead, width)));
            }
        }
        return declared;
    }

    private int labels() {
        return task.target()
                .map(target ->
                        target instanceof Target.Labels labels ? labels.names().size() : target.outputs())
                .orElseGet(() -> Distribution.of(task.model().network()).size());
    }

    private int[] shape(int... last) {
        int leading = answersPoints ? 2 : 1;
        int[] shape = new int[leading + last.length];
        java.util.Arrays.fill(shape, 0, leading, -1);
        System.arraycopy(last, 0, shape, leading, last.length);
        return shape;
    }

    /** @param floating FP32, or FP64 for a caller that sends FP64 */
    List<Tensor> of(Call call, Datatype floating) {
        List<Result> results = new ArrayList<>();
        int[] leading;
        if (answersPoints) {
            leading = switch (call.points.rank()) {
                case 0 -> new int[0];
                case 1 -> new int[] {call.points.rows()};
                default -> new int[] {call.points.rows(), call.points.steps()};
            };
            results.addAll(List.of(call.results));
        } else {
            leading = new int[] {call.points.rows()};
            for (int row = 0; row < call.points.rows(); row++) {
                Result last = call.last(row * call.points.steps(), (row + 1) * call.points.steps());
                if (last == null) {
                    return declared().stream()
                            .map(output -> new Tensor(
                                    output.name(),
                                    output.datatype(),
                                    new int[] {call.points.rows(), 0},
                                    new double[0],
                                    new String[0]))
                            .toList();
                }
                results.add(last);
            }
        }
        return new TensorBuilder(leading, floating).of(results);
    }

    /** Puts results of one kind side by side. */
    private record TensorBuilder(int[] leading, Datatype floating) {
        List<Tensor> of(List<Result> results) {
            Result first = results.get(0);
            if (first instanceof Prediction) {
                return predictions(results.stream().map(Prediction.class::cast).toList());
            }
            Answer.Outcome outcome = ((Answer) first).outcome();
            List<Answer.Outcome> outcomes =
                    results.stream().map(result -> ((Answer) result).outcome()).toList();
            if (outcome instanceof Answer.Values) {
                return List.of(numbers(
                        "prediction",
                        outcomes.stream()
                                .map(each -> doubles(((Answer.Values) each).values()))
                                .toList()));
            }
            if (outcome instanceof Answer.Choice) {
                return choices(outcomes.stream().map(Answer.Choice.class::cast).toList());
            }
            return outcome instanceof Answer.Series
                    ? List.of(series(outcomes))
                    : symbols(outcomes.stream().map(Answer.Symbols.class::cast).toList());
        }

        private List<Tensor> predictions(List<Prediction> predictions) {
            List<Tensor> tensors = new ArrayList<>();
            tensors.add(numbers(
                    "prediction", predictions.stream().map(Prediction::next).toList()));
            if (predictions.stream().anyMatch(each -> !each.ahead().isEmpty())) {
                tensors.add(matrices(
                        "ahead", predictions.stream().map(Prediction::ahead).toList()));
            }
            return tensors;
        }

        private List<Tensor> choices(List<Answer.Choice> choices) {
            List<List<String>> labels = choices.stream()
                    .map(choice ->
                            choice.top().stream().map(Answer.Scored::label).toList())
                    .toList();
            List<double[]> probabilities = choices.stream()
                    .map(choice -> choice.top().stream()
                            .mapToDouble(Answer.Scored::probability)
                            .toArray())
                    .toList();
            List<Tensor> tensors = new ArrayList<>();
            tensors.add(texts("label", labels));
            tensors.add(numbers("probability", probabilities));
            if (!choices.get(0).ahead().isEmpty()) {
                tensors.add(texts(
                        "ahead", choices.stream().map(Answer.Choice::ahead).toList()));
            }
            return tensors;
        }

        private Tensor series(List<Answer.Outcome> outcomes) {
            return matrices(
                    "outputs",
                    outcomes.stream()
                            .map(each -> ((Answer.Series) each)
                                    .outputs().stream()
                                            .map(TensorBuilder::doubles)
                                            .toList())
                            .toList());
        }

        private List<Tensor> symbols(List<Answer.Symbols> symbols) {
            return List.of(
                    texts(
                            "text",
                            symbols.stream().map(each -> List.of(each.text())).toList()),
                    texts(
                            "tokens",
                            symbols.stream().map(Answer.Symbols::outputs).toList()));
        }

        private Tensor numbers(String name, List<double[]> rows) {
            int width = rows.get(0).length;
            double[] all = new double[rows.size() * width];
            for (int i = 0; i < rows.size(); i++) {
                System.arraycopy(rows.get(i), 0, all, i * width, width);
            }
            return Tensor.of(name, floating, shape(width), all);
        }

        /** Errors: rows of different lengths make no tensor. */
        private Tensor matrices(String name, List<List<double[]>> rows) {
            int steps = rows.get(0).size();
            int width = steps == 0 ? 0 : rows.get(0).get(0).length;
            double[] all = new double[rows.size() * steps * width];
            int at = 0;
            for (List<double[]> row : rows) {
                if (row.size() != steps) {
                    throw ApiException.invalid("outputs: expected rows of one length in " + name + ", found " + steps
                            + " and " + row.size() + "; send one sequence in a call");
                }
                for (double[] step : row) {
                    System.arraycopy(step, 0, all, at, width);
                    at += width;
                }
            }
            return Tensor.of(name, floating, shape(steps, width), all);
        }

        /** Shorter rows are filled up with empty texts. */
        private Tensor texts(String name, List<List<String>> rows) {
            int width = rows.stream().mapToInt(List::size).max().orElse(0);
            String[] all = new String[rows.size() * width];
            java.util.Arrays.fill(all, "");
            for (int i = 0; i < rows.size(); i++) {
                for (int j = 0; j < rows.get(i).size(); j++) {
                    all[i * width + j] = rows.get(i).get(j);
                }
            }
            return Tensor.of(name, shape(width), all);
        }

        private int[] shape(int... last) {
            int[] shape = java.util.Arrays.copyOf(leading, leading.length + last.length);
            System.arraycopy(last, 0, shape, leading.length, last.length);
            return shape;
        }

        private static double[] doubles(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }
}

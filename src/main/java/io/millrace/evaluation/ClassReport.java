package io.millrace.evaluation;

import io.millrace.baseline.Majority;
import io.millrace.data.LabelledSequences;
import io.millrace.network.Batch;
import io.millrace.network.GraphRunner;
import io.millrace.network.SequenceModel;
import io.millrace.network.kernel.Kernels;
import io.millrace.training.loss.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * How well examples are told apart.
 *
 * @param labels of the examples
 * @param majority learnt elsewhere, or on the same
 */
public record ClassReport(String name, List<String> classes, int[] labels, ConfusionMatrix answers, Majority majority) {
    private static final int ROWS = 256;

    /** Asks the network for every example; its largest output is its answer. */
    public static ClassReport of(
            String name, SequenceModel model, Kernels kernels, LabelledSequences examples, Majority majority) {
        int width = examples.classes().size();
        if (model.architecture().returnsSequences() || model.outputs() != width) {
            throw new IllegalArgumentException(name + ": expected one output for each of " + width
                    + " classes at the end of a sequence, found " + model.outputs()
                    + (model.architecture().returnsSequences() ? " at every step" : ""));
        }
        ConfusionMatrix answers = new ConfusionMatrix(width);
        GraphRunner runner = new GraphRunner(model, kernels, ROWS);
        for (int from = 0; from < examples.size(); from += ROWS) {
            int to = Math.min(from + ROWS, examples.size());
            Batch outputs = runner.run(examples.inputs().range(from, to)).get(0);
            for (int row = from; row < to; row++) {
                answers.add(outputs.values(), (row - from) * width, examples.labels()[row]);
            }
        }
        return new ClassReport(name, examples.classes(), examples.labels(), answers, majority);
    }

    public double accuracy() {
        return answers.accuracy();
    }

    public double majorityAccuracy() {
        return majority.accuracy(labels);
    }

    /** 1 − share of errors / the majority's. */
    public double skill() {
        return 1 - (1 - accuracy()) / (1 - majorityAccuracy());
    }

    /** Accuracies, then precision, recall and F1 of each class, then who was taken for whom. */
    public String table() {
        return Table.of(List.of(
                        Table.row("predictor", "accuracy", "skill"),
                        Table.row(
                                "majority (" + classes.get(majority.label()) + ")",
                                Table.figure("%.4f", majorityAccuracy()),
                                Table.figure("%.2f", 0)),
                        Table.row(name, Table.figure("%.4f", accuracy()), Table.skill(skill()))))
                + "over " + labels.length + " examples; skill = 1 - errors / those of the majority\n\n"
                + Table.of(perClass())
                + "\nconfusion: rows are what was wanted, columns what was answered\n"
                + Table.of(confusion());
    }

    private List<List<String>> perClass() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(Table.row("class", "examples", "precision", "recall", "F1"));
        double sum = 0;
        for (int of = 0; of < classes.size(); of++) {
            sum += answers.f1(of);
            long examples = 0;
            for (int answered = 0; answered < classes.size(); answered++) {
                examples += answers.count(of, answered);
            }
            rows.add(Table.row(
                    of + " " + classes.get(of),
                    Long.toString(examples),
                    Table.figure("%.3f", answers.precision(of)),
                    Table.figure("%.3f", answers.recall(of)),
                    Table.figure("%.3f", answers.f1(of))));
        }
        rows.add(Table.row("mean", "", "", "", Table.figure("%.3f", sum / classes.size())));
        return rows;
    }

    private List<List<String>> confusion() {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(""));
        for (int of = 0; of < classes.size(); of++) {
            head.add(Integer.toString(of));
        }
        rows.add(head);
        for (int of = 0; of < classes.size(); of++) {
            List<String> row = new ArrayList<>(List.of(of + " " + classes.get(of)));
            for (int answered = 0; answered < classes.size(); answered++) {
                row.add(Long.toString(answers.count(of, answered)));
            }
            rows.add(row);
        }
        return rows;
    }
}

package io.millrace.training;

import io.millrace.network.Architecture;
import io.millrace.network.Batch;
import io.millrace.network.Layer;
import io.millrace.network.Node;
import io.millrace.network.Shape;
import io.millrace.training.loss.Loss;
import java.util.List;
import java.util.OptionalInt;

/** Whether network, data and settings fit each other: refused in one line where they do not. */
final class Fit {
    private Fit() {}

    static void require(Architecture architecture, TrainingSettings settings, List<TrainingSet> sets, String name) {
        if (sets.isEmpty() || settings.stateful() && sets.size() > 1) {
            throw new IllegalArgumentException(name + ": expected " + (settings.stateful() ? "one set" : "a set")
                    + " of sequences, found " + sets.size());
        }
        sets.forEach(set -> require(architecture, settings, set, name));
    }

    static void require(Architecture architecture, TrainingSettings settings, TrainingSet set, String name) {
        Results results = new Results(architecture, settings);
        List<Integer> inputs = architecture.inputNodes();
        requireEqual(name + " inputs", "arrays", inputs.size(), set.inputs().size());
        requireEqual(name + " targets", "arrays", results.count(), set.targets().size());
        boolean windows = settings.windows(set.shape().steps()) > 1;
        for (int i = 0; i < inputs.size(); i++) {
            Shape expected = architecture.shapes(inputs.get(i)).get(0);
            requireInput(name, expected, set.inputs().get(i));
            if (windows && (expected.isFixed() || !set.isMain(set.inputs().get(i)))) {
                throw new IllegalArgumentException(
                        "truncation: expected 0 for an input of a fixed number of steps, found "
                                + settings.truncation());
            }
        }
        for (int result = 0; result < results.count(); result++) {
            requireTarget(architecture, settings, results, set, result, name);
        }
        requireTokens(architecture.expanded(), set, name);
    }

    /** Of data to learn from, more than {@link #require}: a classifier that sees one class learns nothing. */
    static void requireClasses(Architecture architecture, TrainingSettings settings, List<TrainingSet> sets) {
        Results results = new Results(architecture, settings);
        for (int result = 0; result < results.count(); result++) {
            Loss loss = results.loss(result).loss();
            Batch first = sets.get(0).targets().get(result);
            OptionalInt only = loss.wantedClass(first.values(), 0, first.shape().width());
            boolean alone = only.isPresent();
            for (TrainingSet set : sets) {
                alone = alone && wantsNothingBut(only, loss, set, result);
            }
            if (alone) {
                throw new IllegalArgumentException("training targets: expected at least two classes for "
                        + loss.kerasName() + ", found class " + only.getAsInt() + " alone; add examples of the others");
            }
        }
    }

    private static boolean wantsNothingBut(OptionalInt only, Loss loss, TrainingSet set, int result) {
        Batch target = set.targets().get(result);
        int width = target.shape().width();
        int steps = TrainingSet.steps(target);
        boolean alone = true;
        for (int row = 0; alone && row < target.rows() * steps; row++) {
            boolean counts = set.weight(result, row / steps, row % steps) != 0;
            alone = !counts
                    || loss.wantedClass(target.values(), row * width, width).equals(only);
        }
        return alone;
    }

    private static void requireTokens(Architecture architecture, TrainingSet set, String name) {
        for (Node node : architecture.nodes()) {
            int input = node.layer() instanceof Layer.Embedding
                    ? architecture.inputNodes().indexOf(node.inputs().get(0).node())
                    : -1;
            if (input >= 0) {
                requireTokens((Layer.Embedding) node.layer(), set, set.inputs().get(input), name);
            }
        }
    }

    private static void requireTokens(Layer.Embedding layer, TrainingSet set, Batch ids, String name) {
        int steps = TrainingSet.steps(ids);
        for (int i = 0; i < ids.values().length; i++) {
            boolean padding = set.isMain(ids) && i % steps >= set.length(i / steps);
            float id = ids.values()[i];
            if (!padding && !layer.isToken(id)) {
                throw new IllegalArgumentException(name + " inputs: expected token ids from 0 to "
                        + (layer.tokens() - 1) + ", as " + layer.name() + " has them, found " + id + " at sequence "
                        + i / steps + ", step " + i % steps + "; look at the vocabulary");
            }
        }
    }

    private static void requireInput(String name, Shape expected, Batch found) {
        requireEqual(
                name + " inputs",
                "features, as the network reads",
                expected.width(),
                found.shape().width());
        boolean sameLength = !expected.isFixed() || expected.steps() == TrainingSet.steps(found);
        if (expected.isSequence() != found.shape().isSequence() || !sameLength) {
            throw new IllegalArgumentException(name + " inputs: expected " + expected + ", found " + found.shape());
        }
    }

    private static void requireTarget(
            Architecture architecture,
            TrainingSettings settings,
            Results results,
            TrainingSet set,
            int result,
            String name) {
        Loss loss = results.loss(result).loss();
        Shape shape = architecture.shape(architecture.results().get(result));
        Batch target = set.targets().get(result);
        int width = loss.targetWidth(shape.width());
        requireEqual(
                name + " targets",
                "wide, for " + loss.kerasName(),
                width,
                target.shape().width());
        if (shape.isSequence() != target.shape().isSequence()) {
            throw new IllegalArgumentException(name + " targets: expected one a "
                    + (shape.isSequence() ? "step, found one a sequence" : "sequence, found one a step")
                    + "; see return_sequences of the last recurrent layer");
        }
        int steps = TrainingSet.steps(target);
        if (shape.isFixed() && shape.steps() != steps) {
            throw new IllegalArgumentException(name + " targets: expected " + shape + ", found " + target.shape());
        }
        if (!set.isMain(target) && settings.windows(set.shape().steps()) > 1) {
            throw new IllegalArgumentException("truncation: expected 0 or at least the "
                    + set.shape().steps() + " steps of a sequence that has one target, found " + settings.truncation());
        }
        loss.requireFit(results.activation(result));
        loss.requireTargets(shape.width(), target.values());
    }

    private static void requireEqual(String where, String what, int expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException(where + ": expected " + expected + " " + what + ", found " + found);
        }
    }
}

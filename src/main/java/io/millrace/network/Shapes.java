package io.millrace.network;

import java.util.List;

/** What layers ask of the shapes that they read; a refusal names the layer, what it expects, and what it found. */
final class Shapes {
    private Shapes() {}

    static void requireCount(String name, int expected, List<Shape> inputs) {
        if (inputs.size() != expected) {
            throw new IllegalArgumentException(name + ": expected " + expected + (expected == 1 ? " input" : " inputs")
                    + ", found " + inputs.size());
        }
    }

    static Shape one(String name, List<Shape> inputs) {
        requireCount(name, 1, inputs);
        return inputs.get(0);
    }

    static Shape sequence(String name, List<Shape> inputs) {
        Shape shape = one(name, inputs);
        if (!shape.isSequence()) {
            throw new IllegalArgumentException(name + ": expected a sequence, found a vector " + shape);
        }
        return shape;
    }

    static Shape vector(String name, List<Shape> inputs) {
        Shape shape = one(name, inputs);
        if (shape.isSequence()) {
            throw new IllegalArgumentException(name + ": expected a vector, found a sequence " + shape);
        }
        return shape;
    }

    /** Floats of all steps. */
    static int size(String name, Shape shape) {
        if (shape.isSequence() && !shape.isFixed()) {
            throw new IllegalArgumentException(
                    name + ": expected a fixed number of steps, found " + shape + "; give the input's length");
        }
        return shape.isSequence() ? Math.multiplyExact(shape.steps(), shape.width()) : shape.width();
    }

    static Shape reshaped(String name, Shape from, List<Integer> target) {
        int known = 1;
        int open = 0;
        for (int size : target) {
            if (size == -1) {
                open++;
            } else {
                known = Math.multiplyExact(known, size);
            }
        }
        boolean anySteps = from.isSequence() && !from.isFixed();
        if (anySteps && target.size() == 2 && target.get(0) == -1 && target.get(1) == from.width()) {
            return from;
        }
        int size = size(name, from);
        if (known < 1 || open > 1 || (open == 0 ? known != size : size % known != 0)) {
            throw new IllegalArgumentException(
                    name + ": expected a target_shape of " + size + " floats, as in " + from + ", found " + target);
        }
        int left = size / known;
        int width = target.get(target.size() - 1) == -1 ? left : target.get(target.size() - 1);
        return target.size() == 1
                ? Shape.vector(width)
                : Shape.sequence(target.get(0) == -1 ? left : target.get(0), width);
    }

    static Shape merged(String name, PlainLayer.Merge.Mode mode, List<Shape> inputs) {
        boolean two = mode == PlainLayer.Merge.Mode.SUBTRACT;
        if (two ? inputs.size() != 2 : inputs.size() < 2) {
            throw new IllegalArgumentException(
                    name + ": expected " + (two ? "2" : "at least 2") + " inputs, found " + inputs.size());
        }
        boolean beside = mode == PlainLayer.Merge.Mode.CONCATENATE;
        Shape merged = inputs.get(0);
        for (Shape next : inputs.subList(1, inputs.size())) {
            Shape expected = beside ? merged.withWidth(next.width()) : merged;
            if (!expected.accepts(next)) {
                throw new IllegalArgumentException(
                        name + ": expected inputs of one " + (beside ? "length" : "shape") + ", found " + inputs);
            }
            int steps = merged.isFixed() ? merged.steps() : next.steps();
            merged = new Shape(steps, beside ? Math.addExact(merged.width(), next.width()) : merged.width());
        }
        return merged;
    }
}

package io.millrace.network;

import java.util.List;

/** The layers without weights over whole arrays, and what becomes of the masks. */
final class WholeLayers {
    private WholeLayers() {}

    static Batch run(PlainLayer layer, List<Batch> inputs) {
        Batch in = inputs.get(0);
        if (layer instanceof PlainLayer.Merge merge) {
            return merge(merge, inputs);
        }
        if (layer instanceof PlainLayer.Masking masking) {
            return masking(in, masking.maskValue());
        }
        if (layer instanceof PlainLayer.Reverse reverse) {
            return reverse(in, reverse.turnsMask());
        }
        if (layer instanceof PlainLayer.RepeatVector repeat) {
            return repeat(in, repeat.times());
        }
        if (layer instanceof PlainLayer.Dropout) {
            return in;
        }
        // Flatten, Reshape, Unmask: the floats as they stand, and no mask any more.
        Shape shape = layer.outputs(List.of(in.shape())).get(0);
        return Batch.of(in.rows(), shape, in.values(), null);
    }

    static void requireTokens(Layer.Embedding layer, Batch ids) {
        for (float id : ids.values()) {
            if (!(id >= 0 && id < layer.tokens() && id == (int) id)) {
                throw new IllegalArgumentException(
                        layer.name() + ": expected token ids from 0 to " + (layer.tokens() - 1) + ", found " + id);
            }
        }
    }

    /** For each step whether any of its floats is not the value. */
    static boolean[] differ(Batch in, float value) {
        int width = in.shape().width();
        boolean[] differ = new boolean[in.cells()];
        for (int cell = 0; cell < differ.length; cell++) {
            differ[cell] = StepNode.differs(in.values(), cell * width, width, value);
        }
        return differ;
    }

    private static Batch masking(Batch in, float value) {
        int width = in.shape().width();
        boolean[] mask = differ(in, value);
        float[] out = new float[in.values().length];
        for (int cell = 0; cell < mask.length; cell++) {
            if (mask[cell]) {
                System.arraycopy(in.values(), cell * width, out, cell * width, width);
            }
        }
        return Batch.of(in.rows(), in.shape(), out, mask);
    }

    private static Batch reverse(Batch in, boolean turnsMask) {
        int steps = in.shape().steps();
        int width = in.shape().width();
        float[] out = new float[in.values().length];
        boolean[] mask = in.mask() == null || !turnsMask ? in.mask() : new boolean[in.cells()];
        for (int cell = 0; cell < in.cells(); cell++) {
            int turned = cell / steps * steps + steps - 1 - cell % steps;
            System.arraycopy(in.values(), cell * width, out, turned * width, width);
            if (mask != in.mask()) {
                mask[turned] = in.mask()[cell];
            }
        }
        return Batch.of(in.rows(), in.shape(), out, mask);
    }

    private static Batch repeat(Batch in, int times) {
        int width = in.shape().width();
        float[] out = new float[Math.multiplyExact(in.values().length, times)];
        for (int cell = 0; cell < in.rows() * times; cell++) {
            System.arraycopy(in.values(), cell / times * width, out, cell * width, width);
        }
        return Batch.sequences(in.rows(), times, width, out);
    }

    private static Batch merge(PlainLayer.Merge merge, List<Batch> inputs) {
        Shape shape = merge.outputs(inputs.stream().map(Batch::shape).toList()).get(0);
        int cells = inputs.get(0).cells();
        float[] out = new float[Math.multiplyExact(cells, shape.width())];
        int column = 0;
        for (int i = 0; i < inputs.size(); i++) {
            float[] values = inputs.get(i).values();
            int width = inputs.get(i).shape().width();
            for (int cell = 0; cell < cells; cell++) {
                Merging.take(merge.mode(), i == 0, values, cell * width, width, out, cell * shape.width(), column);
            }
            column += width;
        }
        for (int cell = 0; cell < cells; cell++) {
            Merging.finish(merge.mode(), inputs.size(), out, cell * shape.width(), shape.width());
        }
        return Batch.of(inputs.get(0).rows(), shape, out, mergedMask(inputs));
    }

    /** A step counts where it does in any input; where one has no mask, every step counts. */
    private static boolean[] mergedMask(List<Batch> inputs) {
        if (inputs.stream().anyMatch(batch -> batch.mask() == null)) {
            return null;
        }
        boolean[] mask = new boolean[inputs.get(0).cells()];
        for (Batch batch : inputs) {
            for (int cell = 0; cell < mask.length; cell++) {
                mask[cell] |= batch.mask()[cell];
            }
        }
        return mask;
    }
}

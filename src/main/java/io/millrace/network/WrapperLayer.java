package io.millrace.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The layers that are made of others. A wrapper keeps what its file says; to run, {@link Architecture#expanded()} puts
 * the parts in its place, with the same weights and states in the same order.
 */
public sealed interface WrapperLayer extends Layer {
    @Override
    default boolean readsSequence() {
        return true;
    }

    /** The parts, wired between what the wrapper reads and the tensors that it returns. */
    List<Tensor> expand(GraphBuilder graph, List<Tensor> inputs, List<Tensor> states);

    /**
     * One layer over the sequence, another from its end to its start, and both outputs merged; see Schuster and Paliwal
     * 1997, doi:10.1109/78.650093. The second sequence is turned around before it is merged. States: those of
     * {@code forward}, then those of {@code backward}.
     */
    record Bidirectional(String name, RecurrentLayer forward, RecurrentLayer backward, Mode mode)
            implements WrapperLayer {
        /** Keras' merge_mode. */
        public enum Mode {
            CONCAT(PlainLayer.Merge.Mode.CONCATENATE),
            SUM(PlainLayer.Merge.Mode.ADD),
            MUL(PlainLayer.Merge.Mode.MULTIPLY),
            AVE(PlainLayer.Merge.Mode.AVERAGE),
            /** Both outputs, unmerged. */
            NONE(null);

            private final PlainLayer.Merge.Mode merge;

            Mode(PlainLayer.Merge.Mode merge) {
                this.merge = merge;
            }

            /** As the file has it; null stands for {@link #NONE}. */
            public String kerasName() {
                return this == NONE ? null : name().toLowerCase(Locale.ROOT);
            }
        }

        public Bidirectional {
            if (forward.recurrence().goBackwards() == backward.recurrence().goBackwards()) {
                throw new IllegalArgumentException(name + ": expected one layer that goes backwards, found "
                        + (backward.recurrence().goBackwards() ? "two" : "none"));
            }
            if (forward.returnSequences() != backward.returnSequences()
                    || forward.recurrence().returnState()
                            != backward.recurrence().returnState()) {
                throw new IllegalArgumentException(name
                        + ": expected the same return_sequences and return_state of both layers, found them to differ");
            }
        }

        /** Keras' {@code Bidirectional(layer)}: the layer both ways; a masked step of a sequence puts out zeros. */
        public static Bidirectional of(String name, RecurrentLayer layer, Mode mode) {
            Recurrence recurrence = layer.recurrence().withZeroOutputForMask(layer.returnSequences());
            return new Bidirectional(
                    name,
                    layer.with("forward_" + layer.name(), recurrence),
                    layer.with("backward_" + layer.name(), recurrence.withGoBackwards(!recurrence.goBackwards())),
                    mode);
        }

        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            List<Shape> there = forward.outputs(inputs);
            List<Shape> back = backward.outputs(inputs);
            List<Shape> outputs = new ArrayList<>();
            if (mode == Mode.NONE) {
                outputs.add(there.get(0));
                outputs.add(back.get(0));
            } else {
                outputs.add(Shapes.merged(name, mode.merge, List.of(there.get(0), back.get(0))));
            }
            outputs.addAll(there.subList(1, there.size()));
            outputs.addAll(back.subList(1, back.size()));
            return outputs;
        }

        @Override
        public List<Integer> stateSizes() {
            List<Integer> sizes = new ArrayList<>(forward.stateSizes());
            sizes.addAll(backward.stateSizes());
            return sizes;
        }

        @Override
        public List<WeightShape> weightShapes(int inputs) {
            List<WeightShape> shapes = new ArrayList<>();
            forward.weightShapes(inputs).forEach(weight -> shapes.add(weight.inside("forward")));
            backward.weightShapes(inputs).forEach(weight -> shapes.add(weight.inside("backward")));
            return shapes;
        }

        @Override
        public List<Tensor> expand(GraphBuilder graph, List<Tensor> inputs, List<Tensor> states) {
            int half = states.isEmpty() ? 0 : forward.stateSizes().size();
            RecurrentLayer there = forward.with(name + "/" + forward.name(), forward.recurrence());
            RecurrentLayer back = backward.with(name + "/" + backward.name(), backward.recurrence());
            List<Tensor> first = graph.addAll(there, inputs, states.subList(0, half));
            List<Tensor> second = graph.addAll(back, inputs, states.subList(half, states.size()));
            Tensor turned = second.get(0);
            if (backward.returnSequences()) {
                turned = graph.add(new PlainLayer.Reverse(name + "/reverse", false), turned);
            }
            List<Tensor> outputs = new ArrayList<>();
            if (mode == Mode.NONE) {
                outputs.add(first.get(0));
                outputs.add(turned);
            } else {
                outputs.add(graph.add(new PlainLayer.Merge(name + "/merge", mode.merge), first.get(0), turned));
            }
            outputs.addAll(first.subList(1, first.size()));
            outputs.addAll(second.subList(1, second.size()));
            return outputs;
        }
    }

    /** Keras' {@code RNN([cell, …])}: recurrent layers one upon the other, as one layer. States: cell by cell. */
    record Stacked(String name, List<RecurrentLayer> cells, Recurrence recurrence) implements WrapperLayer {
        public Stacked {
            cells = List.copyOf(cells);
            if (cells.isEmpty()) {
                throw new IllegalArgumentException(name + " cells: expected at least one, found none");
            }
        }

        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            RecurrentLayer last = cells.get(cells.size() - 1);
            List<Shape> outputs = new ArrayList<>(
                    last.with(name, recurrence.withReturnState(false)).outputs(inputs));
            if (recurrence.returnState()) {
                stateSizes().forEach(size -> outputs.add(Shape.vector(size)));
            }
            return outputs;
        }

        @Override
        public List<Integer> stateSizes() {
            return cells.stream().flatMap(cell -> cell.stateSizes().stream()).toList();
        }

        @Override
        public List<WeightShape> weightShapes(int inputs) {
            List<WeightShape> shapes = new ArrayList<>();
            int width = inputs;
            for (int i = 0; i < cells.size(); i++) {
                String place = "cell_" + i;
                cells.get(i).weightShapes(width).forEach(weight -> shapes.add(weight.inside(place)));
                width = cells.get(i).units();
            }
            return shapes;
        }

        @Override
        public List<Tensor> expand(GraphBuilder graph, List<Tensor> inputs, List<Tensor> states) {
            List<Tensor> outputs = new ArrayList<>();
            List<Tensor> last = new ArrayList<>();
            Tensor input = inputs.get(0);
            if (recurrence.goBackwards()) {
                input = graph.add(new PlainLayer.Reverse(name + "/reverse", true), input);
            }
            int from = 0;
            for (int i = 0; i < cells.size(); i++) {
                RecurrentLayer cell = cells.get(i);
                int to = states.isEmpty() ? 0 : from + cell.stateSizes().size();
                boolean end = i == cells.size() - 1;
                // stack's.
                // Only the last one's output is the stack's.
                Recurrence way = recurrence
                        .withGoBackwards(false)
                        .withReturnSequences(!end || recurrence.returnSequences())
                        .withZeroOutputForMask(end && recurrence.zeroOutputForMask())
                        .withDropout(
                                cell.recurrence().dropout(), cell.recurrence().recurrentDropout());
                String place = name + "/cell_" + i;
                List<Tensor> of = graph.addAll(cell.with(place, way), List.of(input), states.subList(from, to));
                last.addAll(of.subList(1, of.size()));
                input = of.get(0);
                from = to;
            }
            outputs.add(input);
            outputs.addAll(last);
            return outputs;
        }
    }

    /** The wrapped layer at every step, with the same weights: what it does to a sequence by itself too. */
    record TimeDistributed(String name, Layer layer) implements WrapperLayer {
        public TimeDistributed {
            if (!(layer instanceof Dense
                    || layer instanceof PlainLayer.Activate
                    || layer instanceof PlainLayer.Dropout)) {
                throw new IllegalArgumentException(
                        name + ": expected a Dense, Activation or Dropout layer inside, found "
                                + layer.getClass().getSimpleName());
            }
        }

        @Override
        public List<Shape> outputs(List<Shape> inputs) {
            return layer.outputs(List.of(Shapes.sequence(name, inputs)));
        }

        @Override
        public List<WeightShape> weightShapes(int inputs) {
            return layer.weightShapes(inputs);
        }

        @Override
        public List<Tensor> expand(GraphBuilder graph, List<Tensor> inputs, List<Tensor> states) {
            return graph.addAll(named(), inputs, states);
        }

        private Layer named() {
            if (layer instanceof Dense dense) {
                return new Dense(name, dense.units(), dense.activation(), dense.useBias(), dense.penalties());
            }
            return layer instanceof PlainLayer.Activate activate
                    ? new PlainLayer.Activate(name, activate.activation())
                    : new PlainLayer.Dropout(name, ((PlainLayer.Dropout) layer).rate());
        }
    }
}

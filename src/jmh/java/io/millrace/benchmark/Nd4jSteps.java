package io.millrace.benchmark;

import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.interval;

import io.millrace.network.SequenceModel;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** A time step written on ND4J's arrays: products into arrays that stay, gates in place. */
final class Nd4jSteps implements Contender {
    private final List<Cell> cells = new ArrayList<>();
    private final INDArray input;
    private INDArray output;

    Nd4jSteps(SequenceModel model, int batch) {
        input = Nd4j.create(Steps.inputs(batch, model.inputs()), new long[] {batch, model.inputs()}, 'c');
        LayerWeights.of(model).forEach(layer -> cells.add(new Cell(layer, batch)));
    }

    @Override
    public String name() {
        return "ND4J";
    }

    @Override
    public void run() {
        INDArray x = input;
        for (Cell cell : cells) {
            x = cell.step(x);
        }
        output = x;
    }

    @Override
    public float[] answer() {
        return output.dup('c').data().asFloat();
    }

    private static final class Cell {
        private final LayerWeights layer;
        private final INDArray w;
        private final INDArray u;
        private final INDArray xBias;
        private final INDArray hBias;
        private final INDArray h;
        private final INDArray c;
        private final INDArray[] z; // [batch, gates·units] from the input and from the state, and their gates
        private final INDArray[][] gates;

        Cell(LayerWeights layer, int batch) {
            this.layer = layer;
            int width = layer.gates() * layer.units();
            w = matrix(layer.kernel(), layer.inputs(), width);
            u = layer.isRecurrent() ? matrix(layer.recurrentKernel(), layer.units(), width) : null;
            float[] bias = new float[2 * width];
            System.arraycopy(layer.bias(), 0, bias, 0, layer.bias().length);
            INDArray both = Nd4j.create(bias, new long[] {2, width}, 'c');
            xBias = both.getRow(0).dup();
            hBias = layer.gates() == 3 ? both.getRow(1).dup() : null;
            h = Nd4j.zeros(batch, layer.units());
            c = Nd4j.zeros(batch, layer.units());
            z = new INDArray[] {Nd4j.create(new long[] {batch, width}, 'f'), Nd4j.create(new long[] {batch, width}, 'f')
            };
            gates = new INDArray[2][layer.gates()];
            for (int side = 0; side < 2; side++) {
                for (int gate = 0; gate < layer.gates(); gate++) {
                    gates[side][gate] = z[side].get(all(), interval(gate * layer.units(), (gate + 1) * layer.units()));
                }
            }
        }

        private static INDArray matrix(float[] values, int rows, int columns) {
            return Nd4j.create(values, new long[] {rows, columns}, 'c').dup('f');
        }

        INDArray step(INDArray x) {
            x.mmuli(w, z[0]).addiRowVector(xBias);
            if (u != null) {
                h.mmuli(u, z[1]);
            }
            return switch (layer.gates()) {
                case 4 -> lstm();
                case 3 -> gru();
                default ->
                    u == null ? Transforms.softmax(z[0], false) : h.assign(Transforms.tanh(z[0].addi(z[1]), false));
            };
        }

        private INDArray lstm() {
            z[0].addi(z[1]);
            INDArray i = Transforms.sigmoid(gates[0][0], false);
            INDArray f = Transforms.sigmoid(gates[0][1], false);
            INDArray g = Transforms.tanh(gates[0][2], false);
            INDArray o = Transforms.sigmoid(gates[0][3], false);
            c.muli(f).addi(i.muli(g));
            return h.assign(c.dup()).assign(Transforms.tanh(h, false)).muli(o);
        }

        private INDArray gru() {
            z[1].addiRowVector(hBias);
            INDArray update = Transforms.sigmoid(gates[0][0].addi(gates[1][0]), false);
            INDArray reset = Transforms.sigmoid(gates[0][1].addi(gates[1][1]), false);
            INDArray candidate = Transforms.tanh(gates[0][2].addi(reset.muli(gates[1][2])), false);
            h.subi(candidate).muli(update).addi(candidate); // z·h + (1 − z)·ĥ
            return h;
        }
    }
}

package io.millrace.benchmark;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.recurrent.RNN;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import java.util.ArrayList;
import java.util.List;

/** The same updates with PyTorch's layers, automatic gradient and Adam, called through DJL. */
final class TorchTraining implements Contender {
    private final TrainingJob job;
    private final NDManager manager = NDManager.newBaseManager("PyTorch");
    private final List<LayerWeights> layers;
    private final List<NDList> start = new ArrayList<>();
    private final List<NDArray> xs = new ArrayList<>(); // [steps, batch, inputs]
    private final List<NDArray> ys = new ArrayList<>();
    private float loss;

    TorchTraining(TrainingJob job) {
        this.job = job;
        layers = LayerWeights.of(new SequenceModel(job.weights()));
        layers.forEach(layer -> start.add(Torch.weights(manager, layer)));
        int rows = TrainingJob.UPDATES * TrainingJob.BATCH;
        NDArray allX = manager.create(job.xs(), new Shape(rows, job.steps, job.inputs()));
        NDArray allY = job.everyStep
                ? manager.create(job.ys(), new Shape(rows, job.steps, job.outputs()))
                : manager.create(job.ys(), new Shape(rows, job.outputs()));
        for (int update = 0; update < TrainingJob.UPDATES; update++) {
            String range = update * TrainingJob.BATCH + ":" + (update + 1) * TrainingJob.BATCH;
            xs.add(allX.get(range).swapAxes(0, 1).duplicate());
            NDArray y = allY.get(range);
            ys.add(job.everyStep ? y.swapAxes(0, 1).duplicate() : y.duplicate());
        }
    }

    @Override
    public String name() {
        return "PyTorch (DJL)";
    }

    @Override
    public void run() {
        Adam adam = Adam.builder()
                .optLearningRateTracker(Tracker.fixed((float) TrainingJob.RATE))
                .optEpsilon((float) TrainingJob.EPSILON)
                .build();
        loss = 0;
        try (NDManager run = manager.newSubManager()) {
            List<NDList> weights = new ArrayList<>();
            for (NDList layer : start) {
                NDList copy = new NDList();
                for (NDArray array : layer) {
                    NDArray own = array.duplicate();
                    own.attach(run);
                    own.setRequiresGradient(true);
                    copy.add(own);
                }
                weights.add(copy);
            }
            for (int update = 0; update < TrainingJob.UPDATES; update++) {
                update(run, adam, weights, xs.get(update), ys.get(update));
            }
        }
    }

    private void update(NDManager run, Adam adam, List<NDList> weights, NDArray x, NDArray y) {
        try (NDManager scratch = run.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray in = x.duplicate();
            in.attach(scratch);
            NDArray error = error(forward(scratch, in, weights), y);
            collector.backward(error);
            loss += error.getFloat() / TrainingJob.UPDATES;
            for (int layer = 0; layer < weights.size(); layer++) {
                for (int i = 0; i < weights.get(layer).size(); i++) {
                    NDArray weight = weights.get(layer).get(i);
                    NDArray gradient = weight.getGradient();
                    adam.update(layer + "." + i, weight, gradient);
                    gradient.close();
                }
            }
        }
    }

    private NDArray forward(NDManager scratch, NDArray x, List<NDList> weights) {
        NDArray in = x;
        for (int i = 0; i < layers.size(); i++) {
            LayerWeights layer = layers.get(i);
            NDList own = weights.get(i);
            var torch = in.getNDArrayInternal();
            Shape shape = new Shape(1, TrainingJob.BATCH, layer.units());
            if (layer.layer() instanceof RecurrentLayer.Lstm) {
                NDList zeros = new NDList(scratch.zeros(shape), scratch.zeros(shape));
                in = torch.lstm(in, zeros, own, true, 1, 0, true, false, false).get(0);
            } else if (layer.isRecurrent()) {
                NDArray zeros = scratch.zeros(shape);
                in = torch.rnn(in, zeros, own, true, 1, RNN.Activation.TANH, 0, true, false, false)
                        .get(0);
            } else {
                NDArray last = job.everyStep ? in : in.get(job.steps - 1);
                in = last.getNDArrayInternal()
                        .linear(last, own.get(0), own.get(1))
                        .get(0);
            }
        }
        return in;
    }

    private NDArray error(NDArray output, NDArray y) {
        return job.everyStep
                ? output.sub(y).square().mean()
                : output.logSoftmax(-1).mul(y).sum(new int[] {-1}).mean().neg();
    }

    @Override
    public float[] answer() {
        return new float[] {loss};
    }

    @Override
    public void close() {
        manager.close();
    }
}

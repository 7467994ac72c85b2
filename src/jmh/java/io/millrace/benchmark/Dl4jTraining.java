package io.millrace.benchmark;

import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The same updates with DL4J's {@code fit}, from the same weights. */
final class Dl4jTraining implements Contender {
    private final TrainingJob job;
    private final MultiLayerNetwork network;
    private final INDArray start;
    private final List<DataSet> batches = new ArrayList<>();
    private double loss;

    Dl4jTraining(TrainingJob job) {
        this.job = job;
        List<LayerWeights> layers = LayerWeights.of(new SequenceModel(job.weights()));
        var list = new NeuralNetConfiguration.Builder()
                .updater(new Adam(TrainingJob.RATE, 0.9, 0.999, TrainingJob.EPSILON))
                .list();
        for (int i = 0; i < layers.size(); i++) {
            list.layer(layer(layers.get(i), i + 2 == layers.size()));
        }
        network = new MultiLayerNetwork(list.build());
        network.init();
        for (int i = 0; i < layers.size(); i++) {
            Dl4jSteps.set(network, i, layers.get(i));
        }
        start = network.params().dup();
        INDArray xs = Nd4j.create(
                        job.xs(), new long[] {TrainingJob.UPDATES * TrainingJob.BATCH, job.steps, job.inputs()}, 'c')
                .permute(0, 2, 1);
        INDArray ys = job.everyStep
                ? Nd4j.create(job.ys(), new long[] {xs.size(0), job.steps, job.outputs()}, 'c')
                        .permute(0, 2, 1)
                : Nd4j.create(job.ys(), new long[] {xs.size(0), job.outputs()}, 'c');
        for (int update = 0; update < TrainingJob.UPDATES; update++) {
            var rows = NDArrayIndex.interval(update * TrainingJob.BATCH, (update + 1) * TrainingJob.BATCH);
            batches.add(new DataSet(xs.get(rows).dup('f'), ys.get(rows).dup('f')));
        }
    }

    private org.deeplearning4j.nn.conf.layers.Layer layer(LayerWeights layer, boolean last) {
        if (layer.layer() instanceof RecurrentLayer.Lstm) {
            return new LSTM.Builder()
                    .nIn(layer.inputs())
                    .nOut(layer.units())
                    .activation(Activation.TANH)
                    .gateActivationFunction(Activation.SIGMOID)
                    .build();
        }
        if (layer.isRecurrent()) {
            SimpleRnn rnn = new SimpleRnn.Builder()
                    .nIn(layer.inputs())
                    .nOut(layer.units())
                    .activation(Activation.TANH)
                    .build();
            return last ? new LastTimeStep(rnn) : rnn;
        }
        return job.everyStep
                ? new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nIn(layer.inputs())
                        .nOut(layer.units())
                        .activation(Activation.IDENTITY)
                        .build()
                : new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(layer.inputs())
                        .nOut(layer.units())
                        .activation(Activation.SOFTMAX)
                        .build();
    }

    @Override
    public String name() {
        return "DL4J";
    }

    @Override
    public void run() {
        network.setParams(start);
        network.getUpdater().getStateViewArray().assign(0);
        network.setIterationCount(0);
        loss = 0;
        for (DataSet batch : batches) {
            network.fit(batch);
            loss += network.score() / TrainingJob.UPDATES;
        }
    }

    /** DL4J adds the steps' losses up. */
    @Override
    public float[] answer() {
        return new float[] {(float) (job.everyStep ? loss / job.steps : loss)};
    }
}

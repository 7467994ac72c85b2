package io.millrace.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.CommittedRecords;
import io.millrace.codec.PointJson;
import io.millrace.codec.PredictionJson;
import io.millrace.codec.RejectedException;
import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.data.TrajectoryModel;
import io.millrace.data.TrajectoryRecipe;
import io.millrace.data.TrajectoryTraining;
import io.millrace.demo.BallKind;
import io.millrace.demo.BallSimulation;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.PointSender;
import io.millrace.kafka.SharedBroker;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.Layer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.Prediction;
import io.millrace.training.TrainingListener;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The balls change: the error rises, an alarm, a challenger, another champion, and the error is lower than the old one's. */
@ExtendWith(SharedBroker.class)
class DriftIT {
    private static final long SEED = 7;
    private static final List<Layer> SMALL = List.of(
            new RecurrentLayer.Gru("gru", 16, Activation.TANH, Activation.SIGMOID, true, true, true),
            new Layer.Dense("dense", 3, Activation.LINEAR, true));
    private static final String FOAM = "foam-";

    private final Map<String, String> client;
    private int flights;
    private int points;

    DriftIT(EmbeddedBroker broker) {
        client = Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    /** Of the usual ball. */
    static void champion(Path file) {
        List<Trajectory> learned = new ArrayList<>();
        for (double[][] flight : new BallSimulation(new Random(SEED), BallKind.TABLE_TENNIS).flights(60)) {
            learned.add(Trajectory.regular("f" + learned.size(), flight));
        }
        TrajectoryRecipe recipe = TrajectoryRecipe.standard(3).withLayers(SMALL).withEpochs(12);
        TrajectoryModel trained = new TrajectoryTraining(recipe, Kernels.best(), InstantSource.system())
                .train(new Trajectories(BallSimulation.FEATURES, learned), Optional.empty(), TrainingListener.NONE);
        KerasModelFile.write(new KerasModel(trained.model(), "1").withEncoding(trained.encoding()), file);
    }

    private void fly(String prefix, BallKind kind, int count) {
        try (PointSender sender = PointSender.to(client, "drift.points", new PointJson(BallSimulation.FEATURES))) {
            for (double[][] flight : new BallSimulation(new Random(SEED + flights), kind).flights(count)) {
                String stream = prefix + flights++;
                for (double[] point : flight) {
                    sender.send(stream, point);
                    points++;
                }
                sender.end(stream);
            }
        }
    }

    private double error(List<Prediction> predictions, boolean foam, String version) {
        return predictions.stream()
                .filter(one -> one.stream().toString().startsWith(FOAM) == foam
                        && one.model().version().equals(version)
                        && one.hasError())
                .mapToDouble(Prediction::error)
                .average()
                .orElseThrow();
    }

    private List<Prediction> predictions() throws RejectedException {
        List<Prediction> predictions = new ArrayList<>();
        for (byte[] value : CommittedRecords.values(client, "drift.predictions", points)) {
            predictions.add((Prediction) new PredictionJson().read(value));
        }
        return predictions;
    }

    @Test
    void theErrorRisesThenAnotherModelServesAndItFalls(@TempDir Path directory) throws RejectedException {
        Path file = directory.resolve("ball.h5");
        champion(file);
        try (ServiceUnderTest mill = new ServiceUnderTest("""
                kafka: { bootstrap.servers: "%s", group.id: drift }
                http: { port: 0, managementPort: 0 }
                models:
                  ball:
                    input: { topic: drift.points, features: [x, y, z] }
                    output: { topic: drift.predictions }
                    file: %s
                    retrain: { every: never, minimum: 1500, window: 20000, epochs: 8, cpu: 1.0 }
                """.formatted(client.get("bootstrap.servers"), file))) {
            mill.awaitReady();
            mill.awaitText("/models/ball", "idle");
            fly("usual-", BallKind.TABLE_TENNIS, 150);
            assertEquals(points, predictions().size());
            assertEquals(0, mill.meter("millrace_drift_total", ""));

            for (int portion = 0; portion < 40 && mill.meter("millrace_model_version", "") < 2; portion++) {
                fly(FOAM, BallKind.FOAM, 10);
                predictions();
            }
            mill.awaitVersion("ball", 2);
            fly(FOAM, BallKind.FOAM, 30);
            List<Prediction> all = predictions();
            assertEquals(points, all.size());
            double usual = error(all, false, "1");
            double before = error(all, true, "1");
            double after = error(all, true, "2");
            String found =
                    "mm: usual %.2f, foam before %.2f, after %.2f".formatted(1000 * usual, 1000 * before, 1000 * after);
            System.out.println(found);
            assertTrue(before > 1.2 * usual, found);
            assertTrue(after < 0.9 * before, found);

            assertEquals(1, mill.meter("millrace_drift_total", "reason=\"error\""));
            assertEquals(1, mill.meter("millrace_retrainings_seconds_count", "code=\"PROMOTED\""));
            assertEquals(0, mill.aborted());
            assertEquals(0, mill.meter("millrace_retraining{", ""));
            List<String> events = CommittedRecords.values(client, "drift.events", 2).stream()
                    .map(String::new)
                    .toList();
            assertTrue(events.get(0).contains("\"event\":\"DRIFT\""), events::toString);
            assertTrue(
                    events.get(events.size() - 1).contains("\"event\":\"PROMOTED\",\"version\":\"2\""),
                    events::toString);
        }
    }
}

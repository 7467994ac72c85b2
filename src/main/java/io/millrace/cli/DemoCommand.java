package io.millrace.cli;

import io.millrace.config.HttpConfig;
import io.millrace.config.KafkaConfig;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.data.StreamSplit;
import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import io.millrace.data.TrajectoryModel;
import io.millrace.data.TrajectoryRecipe;
import io.millrace.data.TrajectoryTraining;
import io.millrace.demo.BallSimulation;
import io.millrace.demo.DemoProducer;
import io.millrace.demo.DemoTally;
import io.millrace.demo.FlightPlayer;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.PointSender;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.StreamModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = {
            "The main job with nothing installed: a broker in this process, balls in flight, a model trained before your"
                    + " eyes, and a live page.",
            "With --csv real flights are replayed at their own pace; the model is trained on four fifths of them and sees"
                    + " the others for the first time."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final String MODEL = "ball";
    private static final int TRAINING_FLIGHTS = 150;
    private static final int EPOCHS = 30;
    private static final double HELD_OUT = 0.2;
    private static final Duration STEP = Duration.ofMillis(10);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec;

    @Option(names = "--seconds", description = "Ends by itself after this long, with a summary.")
    private Integer seconds;

    @Option(names = "--csv", description = "Replays these streams, about 100 points a second each.")
    private Path csv;

    @Mixin
    private CsvOptions columns;

    @Option(names = "--balls", defaultValue = "5", description = "In the air at once (${DEFAULT-VALUE}).")
    private int balls;

    @Option(names = "--port", defaultValue = "8080", description = "Of the page (${DEFAULT-VALUE}); 0: any.")
    private int port;

    @Option(names = "--management-port", defaultValue = "8081", description = "Health, metrics (${DEFAULT-VALUE}).")
    private int managementPort;

    @Option(names = "--broker-port", defaultValue = "9092", description = "Of the broker (${DEFAULT-VALUE}); 0: any.")
    private int brokerPort;

    @Option(names = "--seed", defaultValue = "7", description = "Of balls and training (${DEFAULT-VALUE}).")
    private long seed;

    /** What is learned from and what is then played. */
    private record Flights(Trajectories training, Supplier<double[][]> played, String described) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Flights flights = csv == null ? simulated() : recorded();
        try (UntilStopped signal = new UntilStopped();
                EmbeddedBroker broker = EmbeddedBroker.start(brokerPort)) {
            print("broker    %s, for as long as the demo runs", broker.bootstrapServers());
            print("training  on %s", flights.described());
            TrajectoryModel trained = train(flights.training());
            run(signal, broker.bootstrapServers(), flights, trained);
        }
        return CommandLineInterface.DONE;
    }

    private Flights simulated() {
        List<double[][]> training = new BallSimulation(new Random(seed)).flights(TRAINING_FLIGHTS);
        BallSimulation others = new BallSimulation(new Random(seed + 1));
        List<Trajectory> pieces = new ArrayList<>();
        for (double[][] flight : training) {
            pieces.add(Trajectory.regular("training-" + pieces.size(), flight));
        }
        Trajectories trajectories = new Trajectories(BallSimulation.FEATURES, pieces);
        String described = TRAINING_FLIGHTS + " simulated flights, " + trajectories.points() + " points";
        return new Flights(trajectories, others::flight, described);
    }

    private Flights recorded() throws IOException {
        Trajectories all = columns.read(csv);
        StreamSplit split = StreamSplit.seeded(all.streams(), HELD_OUT, seed);
        Trajectories training = all.only(split.train());
        List<double[][]> played =
                all.only(split.test()).pieces().stream().map(Trajectory::points).toList();
        String described = "%d of %d streams of %s; the other %d are played"
                .formatted(split.train().size(), all.streams().size(), csv.getFileName(), played.size());
        return new Flights(training, FlightPlayer.loop(played), described);
    }

    private TrajectoryModel train(Trajectories flights) {
        TrajectoryRecipe recipe = TrajectoryRecipe.standard(flights.features().size())
                .withEpochs(EPOCHS)
                .withSeed(seed)
                .withThreads(Runtime.getRuntime().availableProcessors());
        try (TrainingBar bar = new TrainingBar()) {
            return new TrajectoryTraining(recipe, Kernels.best(), InstantSource.system())
                    .train(flights, Optional.empty(), bar);
        }
    }

    private void run(UntilStopped signal, String bootstrapServers, Flights flights, TrajectoryModel trained)
            throws InterruptedException {
        List<String> features = trained.encoding().features();
        ModelConfig model = new ModelConfig(
                MODEL,
                new ModelConfig.Input("ball.points", features),
                new ModelConfig.Output("ball.predictions", 10),
                Path.of("trained-in-memory"),
                ModelConfig.Baseline.CONSTANT_VELOCITY);
        KafkaConfig kafka = KafkaConfig.LOCAL.at(bootstrapServers);
        MillraceConfig config = new MillraceConfig(
                kafka, new HttpConfig(port, managementPort), "demo", 1, Duration.ofMillis(50), List.of(model));
        StreamModel network = new StreamModel(new ModelVersion(MODEL, "1"), trained.model(), trained.encoding());
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (Service service = Service.start(config, kafka, List.of(ServedModel.of(model, network, "m")));
                PointSender sender =
                        PointSender.to(kafka.client(), model.input().topic(), features)) {
            service.awaitReady(LONGEST_DRAIN);
            try (DemoTally tally = new DemoTally(kafka.client(), model.output().topic(), InstantSource.system())) {
                DemoProducer producer = new DemoProducer(
                        sender,
                        sink -> new FlightPlayer("ball-", flights.played(), balls, STEP, PAUSE, sink),
                        scheduler,
                        System::nanoTime);
                announce(service, bootstrapServers, model);
                await(signal);
                producer.close();
                drain(sender, tally);
                summarize(sender.sent(), tally.count());
            }
        } finally {
            scheduler.shutdownNow();
        }
    }

    private void announce(Service service, String bootstrapServers, ModelConfig model) {
        print("page      http://127.0.0.1:%d/", service.port());
        print("metrics   http://127.0.0.1:%d/metrics", service.managementPort());
        print(
                "topics    kcat -b %s -C -t %s -X isolation.level=read_committed",
                bootstrapServers, model.output().topic());
        print(seconds == null ? "Ctrl-C ends it." : "It ends by itself after " + seconds + " seconds.");
    }

    private void await(UntilStopped signal) throws InterruptedException {
        if (seconds == null) {
            signal.await();
        } else {
            signal.await(Duration.ofSeconds(seconds));
        }
    }

    /** Every point that was sent is answered before the summary. */
    private static void drain(PointSender sender, DemoTally tally) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_DRAIN.toNanos();
        while (tally.count().predictions() < sender.sent() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }

    private void summarize(long points, DemoTally.Count count) {
        print("points                 %d", points);
        print("predictions            %d", count.predictions());
        print("mean error, model      %.2f mm", 1000 * count.meanError());
        print("mean error, baseline   %.2f mm (constant velocity)", 1000 * count.meanBaselineError());
        print("skill                  %.2f", 1 - count.meanError() / count.meanBaselineError());
        print("produce to committed   p50 %d ms, p99 %d ms", count.p50Millis(), count.p99Millis());
        if (count.predictions() != points) {
            throw new CommandFailedException(
                    "expected a prediction for each of " + points + " points, found " + count.predictions());
        }
    }

    private void print(String format, Object... arguments) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, format + "%n", arguments);
    }
}

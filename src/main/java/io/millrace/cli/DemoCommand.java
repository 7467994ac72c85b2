package io.millrace.cli;

import io.millrace.codec.ValueWriter;
import io.millrace.config.HttpConfig;
import io.millrace.config.KafkaConfig;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.data.TextFile;
import io.millrace.demo.DemoProducer;
import io.millrace.demo.DemoTally;
import io.millrace.kafka.EmbeddedBroker;
import io.millrace.kafka.PointSender;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
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
                    + " the others for the first time.",
            "With --drift the balls change after a while: the model is retrained and replaced while it serves.",
            "With --text a small character model learns from the text's beginning and predicts the characters of its end."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final Duration CALM = Duration.ofMinutes(1); // before the balls change
    private static final Duration LONGEST_DRAIN = Duration.ofSeconds(10);

    @Spec
    private CommandSpec spec;

    @Option(names = "--seconds", description = "Ends by itself after this long, with a summary.")
    private Integer seconds;

    @Option(names = "--csv", description = "Replays these streams, about 100 points a second each.")
    private Path csv;

    @Mixin
    private CsvOptions columns;

    @Option(names = "--text", description = "Plays this text, 50 characters a second in each of --balls streams.")
    private Path text;

    @Option(names = "--drift", description = "The balls change: after a minute, or a quarter of --seconds.")
    private boolean drift;

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

    @Override
    public Integer call() throws IOException, InterruptedException {
        if ((csv != null ? 1 : 0) + (text != null ? 1 : 0) + (drift ? 1 : 0) > 1) {
            throw new CommandFailedException("--csv, --text, --drift: expected one of them, found more");
        }
        DemoShow show = show();
        try (UntilStopped signal = new UntilStopped();
                EmbeddedBroker broker = EmbeddedBroker.start(brokerPort)) {
            print("broker    %s, for as long as the demo runs", broker.bootstrapServers());
            print("training  on %s", show.described());
            run(signal, broker.bootstrapServers(), show, show.train());
        }
        return CommandLineInterface.DONE;
    }

    private DemoShow show() throws IOException {
        if (text != null) {
            return TextShow.of(text, TextFile.read(text), balls, seed);
        }
        if (drift) {
            Duration calm = seconds == null ? CALM : Duration.ofSeconds(seconds).dividedBy(4);
            return new DriftShow(balls, seed, calm, System::nanoTime);
        }
        return csv == null
                ? FlightShow.simulated(balls, seed)
                : FlightShow.recorded(csv, columns.read(csv), balls, seed);
    }

    private void run(UntilStopped signal, String bootstrapServers, DemoShow show, ServedModel served)
            throws InterruptedException {
        ModelConfig model = served.config();
        KafkaConfig kafka = KafkaConfig.LOCAL.at(bootstrapServers);
        MillraceConfig config = new MillraceConfig(
                kafka,
                new HttpConfig(port, managementPort),
                "demo",
                1,
                Duration.ofMillis(50),
                Duration.ofSeconds(5),
                List.of(model));
        ValueWriter json = ValueWriter.of(served.task().orElseThrow().model().encoding());
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (Service service = Service.start(config, List.of(served));
                PointSender sender =
                        PointSender.to(kafka.client(), model.input().topic(), json)) {
            service.awaitReady(LONGEST_DRAIN);
            try (DemoTally tally =
                    new DemoTally(kafka.client(), model.output().topic(), show.results(), InstantSource.system())) {
                DemoProducer producer = new DemoProducer(sender, show::player, scheduler, System::nanoTime);
                announce(service, bootstrapServers, model);
                await(signal);
                producer.close();
                drain(sender, tally);
                summarize(sender.sent(), tally.count(), show);
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

    private void summarize(long points, DemoTally.Count count, DemoShow show) {
        print("points                 %d", points);
        print("predictions            %d", count.predictions());
        show.errors(count).forEach(line -> print("%s", line));
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

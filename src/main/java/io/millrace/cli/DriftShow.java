package io.millrace.cli;

import io.millrace.codec.ResultReader;
import io.millrace.config.RetrainConfig;
import io.millrace.demo.BallKind;
import io.millrace.demo.BallSimulation;
import io.millrace.demo.DemoTally;
import io.millrace.demo.FlightPlayer;
import io.millrace.demo.PointSink;
import io.millrace.stream.Result;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Simulated balls, which after a while are others, of foam: the error rises, the model is retrained and replaced. The summary
 * tells the error by ball and by model.
 */
final class DriftShow implements DemoShow {
    private static final double MILLIMETRES = 1000;

    /** Errors of one ball's flights under one version. */
    private static final class Sum {
        private double errors;
        private long points;

        double mean() {
            return MILLIMETRES * errors / points;
        }
    }

    private final FlightShow usual;
    private final BallSimulation foam;
    private final long calm; // nanoseconds before the balls change
    private final LongSupplier nanoTime;
    private final RetrainConfig retrain;
    private final Map<String, Sum> usualErrors = new TreeMap<>(); // by version
    private final Map<String, Sum> foamErrors = new TreeMap<>();
    private long began; // with the first flight
    private int flown;
    private volatile int firstFoam = Integer.MAX_VALUE; // number of the flight

    /** @param calm before the balls change */
    DriftShow(int balls, long seed, Duration calm, LongSupplier nanoTime) {
        usual = FlightShow.simulated(balls, seed);
        foam = new BallSimulation(new Random(seed + 2), BallKind.FOAM);
        this.calm = calm.toNanos();
        this.nanoTime = nanoTime;
        retrain = RetrainConfig.DEFAULT.onDrift(20_000, 1500, 12, (int) seed);
    }

    @Override
    public String described() {
        return usual.described() + "; later the balls are of foam";
    }

    @Override
    public ServedModel train() {
        ServedModel trained = usual.train();
        return ServedModel.of(
                trained.config().withRetrain(retrain),
                trained.task().orElseThrow().model(),
                trained.unit());
    }

    @Override
    public FlightPlayer player(PointSink sink) {
        return usual.player(sink, this::flight);
    }

    private double[][] flight() {
        if (flown++ == 0) {
            began = nanoTime.getAsLong();
        }
        if (nanoTime.getAsLong() - began < calm) {
            return usual.played().get();
        }
        firstFoam = Math.min(firstFoam, flown);
        return foam.flight();
    }

    @Override
    public ResultReader results() {
        ResultReader json = usual.results();
        return value -> {
            Result result = json.read(value);
            add(result);
            return result;
        };
    }

    private synchronized void add(Result result) {
        if (result.hasError()) {
            String stream = result.stream().toString();
            int number = Integer.parseInt(stream.substring(stream.lastIndexOf('-') + 1));
            Sum sum = (number < firstFoam ? usualErrors : foamErrors)
                    .computeIfAbsent(result.model().version(), version -> new Sum());
            sum.errors += result.error();
            sum.points++;
        }
    }

    /** Errors: a show that did not end with a better model. */
    @Override
    public synchronized List<String> errors(DemoTally.Count count) {
        if (!usualErrors.containsKey("1") || foamErrors.size() < 2) {
            throw new CommandFailedException("expected a new model for the balls of foam, found versions "
                    + foamErrors.keySet() + "; give it more --seconds");
        }
        String newest = foamErrors.keySet().stream()
                .max((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)))
                .orElseThrow();
        double before = foamErrors.get("1").mean();
        double after = foamErrors.get(newest).mean();
        if (after >= before) {
            throw new CommandFailedException(String.format(
                    Locale.ROOT, "expected less error of the new model, found %.2f mm after %.2f mm", after, before));
        }
        return List.of(
                line("usual balls, version 1 ", usualErrors.get("1").mean()),
                line("foam balls,  version 1 ", before),
                line("foam balls,  version " + newest + " ", after),
                String.format(
                        Locale.ROOT,
                        "retrained              %.0f %% less error than before",
                        100 * (1 - after / before)));
    }

    private static String line(String what, double millimetres) {
        return String.format(Locale.ROOT, "%s%.2f mm", what, millimetres);
    }
}

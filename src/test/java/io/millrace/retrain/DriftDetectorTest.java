package io.millrace.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class DriftDetectorTest {
    /** 1,000 of 0 and 1, then 1,000 of 4 to 7; see tools/golden/drift.py. */
    private static double[] golden() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                DriftDetectorTest.class.getResourceAsStream("/golden/drift/shift.txt"), StandardCharsets.UTF_8))) {
            return lines.lines().mapToDouble(Double::parseDouble).toArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> alarms(DriftDetector detector, double[] values) {
        List<Integer> alarms = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            if (detector.add(values[i])) {
                alarms.add(i);
            }
        }
        return alarms;
    }

    private static int alarms(DriftDetector detector, DoubleSupplier values, int count) {
        int alarms = 0;
        for (int i = 0; i < count; i++) {
            alarms += detector.add(values.getAsDouble()) ? 1 : 0;
        }
        return alarms;
    }

    /** As a retrainer sees errors; after an alarm it begins anew. */
    private static int watched(Supplier<DriftDetector> detectors, DoubleSupplier errors, int count) {
        DriftWatch watch = new DriftWatch(detectors);
        int alarms = 0;
        for (int i = 0; i < count; i++) {
            if (watch.add(errors.getAsDouble())) {
                alarms++;
                watch.reset();
            }
        }
        return alarms;
    }

    @Test
    void adwinFindsTheChangeWhereRiverDoes() {
        assertEquals(List.of(1023), alarms(new Adwin(), golden()));
    }

    @Test
    void pageHinkleyFindsTheChangeWhereRiverDoes() {
        assertEquals(List.of(1006), alarms(new PageHinkley(), golden()));
    }

    @Test
    void afterAChangeTheWindowHoldsTheNewValuesAlone() {
        Adwin adwin = new Adwin();
        Random random = new Random(1);
        assertEquals(0, alarms(adwin, () -> 1 + 0.1 * random.nextGaussian(), 5_000));
        assertEquals(5_000, adwin.width());
        assertTrue(alarms(adwin, () -> 2 + 0.1 * random.nextGaussian(), 5_000) >= 1);
        assertTrue(adwin.rose());
        assertEquals(2, adwin.mean(), 0.02);
        assertTrue(alarms(adwin, () -> 1 + 0.1 * random.nextGaussian(), 5_000) >= 1);
        assertFalse(adwin.rose());
    }

    @Test
    void aConstantStreamNeverAlarms() {
        assertEquals(0, alarms(new Adwin(), () -> 3, 10_000));
        assertEquals(0, alarms(new PageHinkley(), () -> 3, 10_000));
    }

    /** {@code -Ddrift.stationary=1000000} prints how often stationary streams of that many values alarm. */
    @Test
    @EnabledIfSystemProperty(named = "drift.stationary", matches = "\\d+")
    void falseAlarmsOnStationaryStreams() {
        int count = Integer.getInteger("drift.stationary");
        Map<String, Supplier<DriftDetector>> detectors = Map.of("ADWIN", Adwin::new, "Page-Hinkley", PageHinkley::new);
        detectors.forEach((name, detector) -> {
            Random random = new Random(7);
            Map<String, DoubleSupplier> streams = Map.of(
                    "bits", () -> random.nextInt(2),
                    "uniform", random::nextDouble,
                    "normal, sd 0.1", () -> 1 + 0.1 * random.nextGaussian(),
                    "exponential, mean 1", () -> -Math.log(1 - random.nextDouble()));
            streams.forEach((kind, values) -> System.out.printf(
                    "%-12s %-20s %d alarms in %,d; as errors of predictions %d%n",
                    name, kind, alarms(detector.get(), values, count), count, watched(detector, values, count)));
        });
    }
}

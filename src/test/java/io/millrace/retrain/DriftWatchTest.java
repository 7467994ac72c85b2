package io.millrace.retrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DriftWatchTest {
    /** Errors whose neighbours are alike, as those of one flight. */
    private static double[] errors(int count, double mean, long seed) {
        Random random = new Random(seed);
        double[] errors = new double[count];
        double level = 0;
        for (int i = 0; i < count; i++) {
            level = 0.8 * level + 0.2 * random.nextGaussian();
            errors[i] = mean * Math.abs(1 + 0.5 * random.nextGaussian() + level);
        }
        return errors;
    }

    /** The index of the alarm, or −1; a second one is an error. */
    private static int alarm(DriftWatch watch, double[] errors) {
        int alarm = -1;
        for (int i = 0; i < errors.length; i++) {
            if (watch.add(errors[i])) {
                assertEquals(-1, alarm, "one alarm a shift");
                alarm = i;
            }
        }
        return alarm;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-6, 0.005, 1, 1e4})
    void aRiseOfAFifthIsFoundInAnyUnit(double unit) {
        DriftWatch watch = new DriftWatch(Adwin::new);
        assertEquals(-1, alarm(watch, errors(10_000, unit, 1)));
        int after = alarm(watch, errors(20_000, 1.2 * unit, 2));
        assertTrue(after > 0 && after < 3000, () -> "after " + after + " errors");
        assertEquals(1.2 * unit, watch.mean(), 0.1 * unit);
    }

    @Test
    void aFallIsNoAlarm() {
        DriftWatch watch = new DriftWatch(Adwin::new);
        assertEquals(-1, alarm(watch, errors(10_000, 1, 1)));
        assertEquals(-1, alarm(watch, errors(20_000, 0.7, 2)));
    }

    @Test
    void afterAResetItBeginsAnew() {
        DriftWatch watch = new DriftWatch(Adwin::new);
        alarm(watch, errors(10_000, 1, 1));
        assertTrue(alarm(watch, errors(20_000, 2, 2)) > 0);
        assertEquals(-1, alarm(watch, errors(5000, 4, 3)), "after the alarm it is silent");
        watch.reset();
        assertEquals(-1, alarm(watch, errors(20_000, 4, 4)));
        assertTrue(alarm(watch, errors(20_000, 8, 5)) > 0);
    }

    @Test
    void stationaryErrorsDoNotAlarm() {
        int alarms = 0;
        for (long seed = 0; seed < 20; seed++) {
            alarms += alarm(new DriftWatch(Adwin::new), errors(50_000, 0.005, 100 + seed)) >= 0 ? 1 : 0;
        }
        assertEquals(0, alarms, "in 20 streams of 50,000 errors");
    }

    @Test
    void pageAndHinkleysTestFindsARiseTooAndIsSilentOnStationaryErrors() {
        for (long seed = 0; seed < 20; seed++) {
            assertEquals(-1, alarm(new DriftWatch(PageHinkley::new), errors(50_000, 0.005, 100 + seed)));
        }
        DriftWatch watch = new DriftWatch(PageHinkley::new);
        assertEquals(-1, alarm(watch, errors(10_000, 1, 1)));
        int after = alarm(watch, errors(20_000, 1.5, 2));
        assertTrue(after > 0 && after < 5000, () -> "after " + after + " errors");
    }

    @Test
    void errorsOfNothingDoNotAlarm() {
        assertEquals(-1, alarm(new DriftWatch(Adwin::new), new double[20_000]));
    }
}

package io.millrace.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.network.kernel.Activation;
import io.millrace.network.kernel.Kernels;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    private static final SequenceModel MODEL = model();

    private final AtomicLong clock = new AtomicLong();

    private static SequenceModel model() {
        Architecture architecture =
                new Architecture(3, List.of(new RecurrentLayer.SimpleRnn("rnn", 4, Activation.TANH, true, true)));
        return new SequenceModel(new Weights(architecture, new float[architecture.parameterCount()]));
    }

    @Test
    void itEndsWhenStepsGetNoFaster() {
        int steps = new WarmUp(MODEL, Kernels.best(), () -> clock.addAndGet(1000)).run(Duration.ofHours(1));
        assertTrue(steps > 1000 && steps < 10_000, "steps taken: " + steps);
    }

    @Test
    void itGoesOnWhileStepsGetFaster() {
        AtomicLong looks = new AtomicLong();
        int steady = new WarmUp(MODEL, Kernels.best(), () -> clock.addAndGet(1000)).run(Duration.ofHours(1));
        int improving = new WarmUp(
                        MODEL,
                        Kernels.best(),
                        () -> clock.addAndGet(Math.max(1, 100_000 - 20 * looks.incrementAndGet())))
                .run(Duration.ofHours(1));
        assertTrue(improving > 2 * steady, "steps taken: " + improving + ", of steady speed " + steady);
    }

    @Test
    void itEndsWhenTheTimeIsUp() {
        int steps = new WarmUp(MODEL, Kernels.best(), () -> clock.addAndGet(1_000_000)).run(Duration.ofMillis(5));
        assertEquals(5, steps, "steps of a millisecond each, and the clock is read twice before the first");
    }
}

package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.network.kernel.Kernels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForgettingTest {
    private static final StreamKey A = StreamKey.of("a");
    private static final StreamKey B = StreamKey.of("b");

    private static final StreamStates.Changes NOWHERE = new StreamStates.Changes() {
        @Override
        public void changed(int partition, StreamKey stream, StreamSnapshot snapshot) {}

        @Override
        public void forgotten(int partition, StreamKey stream) {}
    };

    private final List<String> told = new ArrayList<>();
    private StreamStates states;
    private StreamPredictor predictor;

    private void forgetting(long idleMillis, long gapMillis) {
        StreamTask task = new StreamTask(StreamModels.linear(1, 1), StreamSettings.next(0, Baseline.CONSTANT_POSITION));
        states = new StreamStates(
                task,
                new Forgetting(duration(idleMillis), duration(gapMillis), Forgetting.Time.EVENT),
                StreamStore.NONE,
                Integer.MAX_VALUE);
        states.open(0);
        states.partition(0).whole();
        predictor = new StreamPredictor(task, states, Kernels.best());
    }

    private static Optional<Duration> duration(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis));
    }

    /** Takes one point, and returns how many its stream has had. */
    private long point(StreamKey stream, long timestamp) {
        long[] n = new long[1];
        SequencePoint point = new SequencePoint(
                0, 0, stream, timestamp, states.partition(0).advance(timestamp), new double[] {1}, false, false);
        predictor.predict(List.of(point), new StreamPredictor.Sink() {
            @Override
            public void predicted(int index, Result result) {
                n[0] = result.n();
            }

            @Override
            public void outOfRange(int index) {
                n[0] = -1;
            }

            @Override
            public void forgotten(Forgotten forgotten) {
                tell(forgotten);
            }
        });
        return n[0];
    }

    private void tell(Forgotten forgotten) {
        told.add(forgotten.stream() + " " + forgotten.reason() + " " + forgotten.n() + " " + forgotten.timestamp());
    }

    @Test
    void anIdleStreamBeginsAnewHoweverItsOwnTimestampStands() {
        forgetting(100, 0);
        assertEquals(1, point(A, 1000));
        assertEquals(2, point(A, 1100));
        assertEquals(1, point(B, 1201));
        assertEquals(1, point(A, 1150), "the partition's time is 1201");
        assertEquals(2, point(A, 900), "late points are no older than when they come");
        assertEquals(List.of("a idle 2 1100"), told);
    }

    @Test
    void sweepingEarlierOrLaterChangesNothingButMemory() {
        for (boolean sweeps : new boolean[] {true, false}) {
            told.clear();
            forgetting(100, 0);
            point(A, 1000);
            point(B, 1200);
            if (sweeps) {
                states.sweep(this::tell);
                assertEquals(2, states.size(), "what is not written yet may have to be found again");
                states.drainChanges(0, NOWHERE);
                states.sweep(this::tell);
                assertEquals(1, states.size());
            }
            assertEquals(1, point(A, 1210));
            assertEquals(2, point(B, 1220));
            states.drainChanges(0, NOWHERE);
            states.sweep(this::tell);
            assertEquals(List.of("a idle 1 1000"), told);
            assertEquals(2, states.size());
        }
    }

    @Test
    void aGapIsMeasuredBetweenTheStreamsOwnPoints() {
        forgetting(0, 100);
        assertEquals(1, point(A, 1000));
        point(B, 5000);
        assertEquals(2, point(A, 1100));
        assertEquals(1, point(A, 1201));
        assertEquals(2, point(A, 1000), "back in time is no gap");
        assertEquals(List.of("a gap 2 1100"), told);
    }

    @Test
    void aPartitionThatIsStillRestoredIsNotSwept() {
        forgetting(100, 0);
        states.open(1);
        StreamSnapshot snapshot = new StreamSnapshot(
                "1", 0, 1000, 1000, 1, new double[3], new double[0], new float[1], new float[1], new byte[0]);
        states.restore(1, A, snapshot);
        states.partition(1).advance(5000);
        states.sweep(this::tell);
        assertEquals(List.of(), told);
        states.partition(1).whole();
        states.sweep(this::tell);
        assertEquals(List.of("a idle 1 1000"), told);
    }

    @Test
    void noTimeAtAllIsRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Forgetting(Optional.of(Duration.ZERO), Optional.empty(), Forgetting.Time.EVENT));
    }
}

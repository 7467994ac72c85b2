package io.millrace.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.stream.StreamKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownSequencesTest {
    private final KnownSequences sequences = new KnownSequences("m", 2, Optional.of(Duration.ofMillis(100)));

    private static InferRequest.Sequence call(String id, boolean start, boolean end) {
        return new InferRequest.Sequence(id, false, start, end);
    }

    private ApiException refused(InferRequest.Sequence call, long now) {
        return assertThrows(ApiException.class, () -> sequences.admit(call, now));
    }

    @Test
    void oneTooManyIsRefusedUntilAnotherEnds() {
        sequences.admit(call("a", true, false), 0);
        sequences.admit(call("b", true, false), 0);
        ApiException refused = refused(call("c", true, false), 1);
        assertEquals(503, refused.status());
        assertEquals(
                "sequences: expected at most 2 of model 'm' at once, found one more; end some, or raise models.m.api.sequences",
                refused.getMessage());
        sequences.admit(call("a", true, false), 2); // begins anew in its place
        sequences.admit(call("a", false, true), 3);
        sequences.admit(call("c", true, false), 4);
        assertEquals(2, sequences.size());
    }

    @Test
    void anIdleOneIsForgottenAndNamedOnce() {
        sequences.admit(call("a", true, false), 0);
        sequences.admit(call("b", true, false), 50);
        sequences.admit(call("a", false, false), 60);
        ApiException refused = refused(call("b", false, false), 151);
        assertEquals(400, refused.status());
        assertTrue(
                refused.getMessage().contains("'m' must specify the START flag on the first request of the sequence"));
        assertEquals(List.of(StreamKey.of("b")), sequences.takeForgotten());
        assertEquals(List.of(), sequences.takeForgotten());
        sequences.admit(call("a", false, false), 160);
    }

    @Test
    void whatEndsAtOnceTakesNoPlace() {
        sequences.admit(call("a", true, true), 0);
        assertEquals(0, sequences.size());
        assertEquals(400, refused(call("a", false, false), 1).status());
    }
}

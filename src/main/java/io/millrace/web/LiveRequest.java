package io.millrace.web;

import java.util.Map;

/** What a client asks for. */
sealed interface LiveRequest {
    String model();

    /**
     * Watches a model from now on, instead of what was watched of it before.
     *
     * @param from the next offset that is wanted, by partition; empty: what comes from now on
     * @param snapshot whether the newest prediction of each stream comes first
     * @param status whether figures of the service and retraining's events come, too
     */
    record Subscribe(String model, LiveFilter filter, Map<Integer, Long> from, boolean snapshot, boolean status)
            implements LiveRequest {
        public Subscribe {
            from = Map.copyOf(from);
        }
    }

    record Unsubscribe(String model) implements LiveRequest {}
}

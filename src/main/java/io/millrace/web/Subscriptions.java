package io.millrace.web;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What one client wants to see: whole models, and single streams of models. Bounded, since clients are strangers. */
final class Subscriptions {
    static final int MOST_STREAMS = 1_000;

    private final Set<String> models = new HashSet<>();
    private final Map<String, Set<String>> streams = new HashMap<>();
    private int count;

    void apply(LiveRequest request) {
        if (request.subscribe()) {
            add(request.model(), request.stream());
        } else {
            remove(request.model(), request.stream());
        }
    }

    boolean include(String model, String stream) {
        return models.contains(model) || streams.getOrDefault(model, Set.of()).contains(stream);
    }

    private void add(String model, String stream) {
        if (stream == null) {
            models.add(model);
            return;
        }
        if (count == MOST_STREAMS) {
            throw new IllegalArgumentException("subscribe.stream: expected at most " + MOST_STREAMS
                    + " streams at once, found one more; subscribe to the model instead");
        }
        if (streams.computeIfAbsent(model, m -> new HashSet<>()).add(stream)) {
            count++;
        }
    }

    private void remove(String model, String stream) {
        if (stream == null) {
            models.remove(model);
            Set<String> gone = streams.remove(model);
            count -= gone == null ? 0 : gone.size();
            return;
        }
        Set<String> some = streams.get(model);
        if (some != null && some.remove(stream)) {
            count--;
        }
    }
}

package io.millrace.web;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What happened to a model's retraining, as far as it is told to those who come later. */
final class RetrainingLog {
    static final String PROGRESS = "PROGRESS";

    private static final int KEPT = 50;

    private final Deque<String> messages = new ArrayDeque<>();
    private String progress; // the newest; null: none

    void add(String event, String message) {
        if (PROGRESS.equals(event)) {
            progress = message;
            return;
        }
        progress = null;
        messages.add(message);
        if (messages.size() > KEPT) {
            messages.remove();
        }
    }

    /** The oldest first. */
    List<String> messages() {
        List<String> all = new ArrayList<>(messages);
        if (progress != null) {
            all.add(progress);
        }
        return all;
    }
}

package io.millrace.verticle;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a retrainer is told.
 *
 * @param window points that a training reads
 * @param oldest age of the oldest of them; empty: any
 * @param minimum new points that are worth a training
 * @param every empty: only on drift or by command
 * @param drift whether to watch the error
 * @param shadow how long a challenger runs beside the champion before it may win; empty: not at all
 * @param cpu share of one core
 * @param configuration of trainings, in words, and code: version of this program, for the model's origin
 */
public record RetrainerSettings(
        String model,
        List<String> features,
        int window,
        Optional<Duration> oldest,
        int minimum,
        Optional<Duration> every,
        boolean drift,
        Optional<Duration> shadow,
        double cpu,
        long seed,
        String configuration,
        String code) {}

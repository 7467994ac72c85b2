package io.millrace.config;

import io.millrace.config.RetrainConfig.Begin;
import io.millrace.config.RetrainConfig.Detector;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads how a model is retrained. */
final class RetrainReader {
    private static final Map<String, Detector> DETECTORS =
            Map.of("adwin", Detector.ADWIN, "page-hinkley", Detector.PAGE_HINKLEY);
    private static final Map<String, Begin> BEGINNINGS = Map.of("champion", Begin.CHAMPION, "scratch", Begin.SCRATCH);

    private RetrainReader() {}

    static RetrainConfig read(Section section) {
        RetrainConfig otherwise = RetrainConfig.DEFAULT;
        Optional<Duration> every = section.durationOrNever("every", otherwise.every());
        boolean drift = section.choice("drift", Map.of("true", true, "false", false), otherwise.drift());
        Detector detector = section.choice("detector", DETECTORS, otherwise.detector());
        int window = section.number("window", otherwise.window());
        Optional<Duration> oldest = section.durationOrNever("oldest", otherwise.oldest());
        int minimum = section.number("minimum", Math.min(window, otherwise.minimum()));
        int epochs = section.number("epochs", otherwise.epochs());
        String network = section.layers("network", otherwise.network());
        Begin begin = section.choice("begin", BEGINNINGS, otherwise.begin());
        int replay = section.number("replay", otherwise.replay());
        boolean carry = section.flag("carry");
        int keep = section.number("keep", otherwise.keep());
        double older = section.decimal("older", otherwise.older());
        double margin = section.decimal("margin", otherwise.margin());
        double cpu = section.decimal("cpu", otherwise.cpu());
        Duration time = section.duration("time", otherwise.time());
        int memory = section.number("memoryMegabytes", otherwise.memoryMegabytes());
        int seed = section.number("seed", otherwise.seed());
        Optional<String> labels = Optional.ofNullable(section.text("labels", null));
        Optional<Duration> shadow = section.durationOrNever("shadow", otherwise.shadow());
        Optional<CanaryConfig> canary =
                section.has("canary") ? Optional.of(canary(section.section("canary"))) : otherwise.canary();
        Optional<URI> webhook = section.secret("webhook").flatMap(text -> section.address("webhook", text));
        return section.build(
                () -> new RetrainConfig(
                        every, drift, detector, window, oldest, minimum, epochs, network, begin, replay, carry, keep,
                        older, margin, cpu, time, memory, seed, labels, shadow, canary, webhook),
                otherwise);
    }

    private static CanaryConfig canary(Section section) {
        CanaryConfig otherwise = CanaryConfig.DEFAULT;
        double share = section.decimal("share", otherwise.share());
        Duration time = section.duration("time", otherwise.time());
        return section.build(() -> new CanaryConfig(share, time), otherwise);
    }
}

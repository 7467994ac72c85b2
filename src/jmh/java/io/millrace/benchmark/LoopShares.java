package io.millrace.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/** What a thread is busy with, by samples of its stack from when this is made until it is {@linkplain #read read}. */
final class LoopShares implements AutoCloseable {
    /** Parts of the work and where they show in a stack; the first whose name is anywhere in it has the sample. */
    private enum Part {
        CHANGELOG("StateFormat", "StreamStates.drainChanges", "Transaction.state", "LoopSession.commit"),
        CODEC("io.millrace.codec"),
        STEP("io.millrace.network"),
        STREAMS("io.millrace.stream"),
        PRODUCE("org.apache.kafka.clients.producer"),
        CONSUME("org.apache.kafka.clients.consumer"),
        OTHER("");

        private final List<String> marks;

        Part(String... marks) {
            this.marks = List.of(marks);
        }

        private boolean shows(String frame) {
            return marks.stream().anyMatch(frame::contains);
        }
    }

    private static final Duration EVERY = Duration.ofMillis(10);

    private final Optional<Recording> recording;
    private final String thread;

    private LoopShares(Optional<Recording> recording, String thread) {
        this.recording = recording;
        this.thread = thread;
    }

    /** To be made before the warm-up: the recorder changes classes as it starts, and they are compiled anew. */
    static LoopShares of(Thread thread) {
        Recording recording = new Recording();
        recording.enable("jdk.ExecutionSample").withPeriod(EVERY);
        recording.start();
        return new LoopShares(Optional.of(recording), thread.getName());
    }

    /** Takes no samples: in a process with native peers they have ended it. */
    static LoopShares none() {
        return new LoopShares(Optional.empty(), "");
    }

    /** Of the thread's samples since then, by part. */
    Map<String, Double> since(Instant begin) {
        return recording.map(running -> since(begin, running)).orElse(Map.of());
    }

    private Map<String, Double> since(Instant begin, Recording running) {
        Map<String, Double> shares = new TreeMap<>();
        int samples = 0;
        try {
            Path file = Files.createTempFile("shares", ".jfr");
            running.stop();
            running.dump(file);
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getStartTime().isAfter(begin)
                        && event.getThread("sampledThread").getJavaName().equals(thread)) {
                    shares.merge(part(event).name().toLowerCase(Locale.ROOT), 1.0, Double::sum);
                    samples++;
                }
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        double all = samples;
        shares.replaceAll((part, count) -> count / all);
        return shares;
    }

    private static Part part(RecordedEvent event) {
        List<String> stack = event.getStackTrace().getFrames().stream()
                .map(RecordedFrame::getMethod)
                .map(LoopShares::name)
                .toList();
        for (Part part : Part.values()) {
            if (stack.stream().anyMatch(part::shows)) {
                return part;
            }
        }
        return Part.OTHER;
    }

    private static String name(RecordedMethod method) {
        return method.getType().getName() + "." + method.getName();
    }

    @Override
    public void close() {
        recording.ifPresent(Recording::close);
    }
}

package io.millrace.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    private final String thread;
    private final Recording recording = new Recording();

    /** @param on whether samples are taken: in a process with native peers they have ended it */
    LoopShares(Thread thread, boolean on) {
        this.thread = thread.getName();
        if (on) {
            recording.enable("jdk.ExecutionSample").withPeriod(EVERY);
        }
        recording.start();
    }

    /** Of the thread's samples, by part. */
    Map<String, Double> read() {
        Map<String, Double> shares = new TreeMap<>();
        int samples = 0;
        try {
            Path file = Files.createTempFile("shares", ".jfr");
            recording.stop();
            recording.dump(file);
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getThread("sampledThread").getJavaName().equals(thread)) {
                    shares.merge(part(event).name().toLowerCase(java.util.Locale.ROOT), 1.0, Double::sum);
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
        recording.close();
    }
}

package io.millrace.kafka;

/** One thread, one consumer, one transactional producer. */
public final class ExactlyOnceLoop {
    private ExactlyOnceLoop() {}
}

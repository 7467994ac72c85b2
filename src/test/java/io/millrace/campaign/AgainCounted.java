package io.millrace.campaign;

import io.millrace.kafka.StreamProcessor;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A processor that counts the points it takes again, and that can be made to fail. */
final class AgainCounted implements StreamProcessor {
    private final StreamProcessor inner;
    private volatile boolean fails;
    private volatile long again;

    AgainCounted(StreamProcessor inner) {
        this.inner = inner;
    }

    /** As soon as no transaction is open. Any thread. */
    void fail() {
        fails = true;
    }

    long again() {
        return again;
    }

    @Override
    public boolean standBy(int partition) {
        return inner.standBy(partition);
    }

    @Override
    public boolean assigned(int partition, String metadata) {
        return inner.assigned(partition, metadata);
    }

    @Override
    public String metadata(int partition) {
        return inner.metadata(partition);
    }

    @Override
    public void restore(int partition, byte[] key, byte[] value) {
        inner.restore(partition, key, value);
    }

    @Override
    public void loaded(int partition) {
        inner.loaded(partition);
    }

    @Override
    public void restored(int partition) {
        inner.restored(partition);
    }

    @Override
    public void revoked(int partition) {
        inner.revoked(partition);
    }

    @Override
    public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
        int taken = inner.process(poll, output);
        if (output == Output.NONE) {
            again += taken; // by the loop's thread alone
        }
        return taken;
    }

    @Override
    public boolean hasChanges(int partition) {
        return inner.hasChanges(partition);
    }

    @Override
    public boolean needsCheckpoint(int partition) {
        return inner.needsCheckpoint(partition);
    }

    @Override
    public void drainChanges(int partition, Changes changes) {
        inner.drainChanges(partition, changes);
    }

    @Override
    public int streams() {
        return inner.streams();
    }

    @Override
    public void betweenTransactions(Output output) {
        if (fails) {
            throw new IllegalStateException("a failure between two checkpoints, as asked for");
        }
        inner.betweenTransactions(output);
    }

    @Override
    public void close() {
        inner.close();
    }
}

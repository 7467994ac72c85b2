package io.millrace.kafka;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A processor that does what another does; tests override where it shall fail. */
public class Wrapped implements StreamProcessor {
    private final StreamProcessor inner;

    public Wrapped(StreamProcessor inner) {
        this.inner = inner;
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
        return inner.process(poll, output);
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
    public void betweenTransactions(Output output) {
        inner.betweenTransactions(output);
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public int stored() {
        return inner.stored();
    }

    @Override
    public int streams() {
        return inner.streams();
    }

    @Override
    public long bytes() {
        return inner.bytes();
    }
}

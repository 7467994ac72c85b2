package io.millrace.campaign;

import io.millrace.kafka.StreamProcessor;
import io.millrace.kafka.Wrapped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A processor that counts the points it takes again, and that can be made to fail. */
final class AgainCounted extends Wrapped {
    private volatile boolean fails;
    private volatile long again;

    AgainCounted(StreamProcessor inner) {
        super(inner);
    }

    /** As soon as no transaction is open. Any thread. */
    void fail() {
        fails = true;
    }

    long again() {
        return again;
    }

    @Override
    public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
        int taken = super.process(poll, output);
        if (output == Output.NONE) {
            again += taken; // by the loop's thread alone
        }
        return taken;
    }

    @Override
    public void betweenTransactions(Output output) {
        if (fails) {
            throw new IllegalStateException("a failure between two checkpoints, as asked for");
        }
        super.betweenTransactions(output);
    }
}

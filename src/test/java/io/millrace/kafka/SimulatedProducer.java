package io.millrace.kafka;

import io.millrace.kafka.SimulatedTransaction.Decision;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * A transactional producer, with the states of Kafka's: those methods that the loop calls. Records wait here until they are
 * sent in the background, at the latest with the commit.
 */
final class SimulatedProducer {
    private enum State {
        NEW,
        READY,
        IN_TRANSACTION,
        ABORTABLE, // nothing goes but an abort
        COMMIT_UNKNOWN, // nothing goes but another commit
        FATAL
    }

    private final SimulatedBroker broker;
    private final Weather weather;
    private final String id;
    private final Deque<ProducerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private State state = State.NEW;
    private KafkaException error; // why the state is ABORTABLE or FATAL
    private int epoch;

    SimulatedProducer(SimulatedBroker broker, Weather weather, String id) {
        this.broker = broker;
        this.weather = weather;
        this.id = id;
    }

    void initTransactions() {
        require(State.NEW);
        weather.mayTimeOut("initTransactions");
        epoch = broker.transactions.begin(id);
        weather.mayTimeOut("initTransactions, done");
        state = State.READY;
    }

    void beginTransaction() {
        require(State.READY);
        state = State.IN_TRANSACTION;
    }

    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        require(State.IN_TRANSACTION);
        if (weather.errs()) {
            fail(weather.coin() ? State.ABORTABLE : State.FATAL, new OutOfOrderSequenceException("simulated: a send"));
        }
        waiting.add(record);
        if (weather.coin()) {
            flush(weather.upTo(waiting.size()));
        }
        return new CompletableFuture<>();
    }

    void sendOffsetsToTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata who) {
        require(State.IN_TRANSACTION);
        weather.mayTimeOut("sendOffsetsToTransaction");
        Map<Integer, OffsetAndMetadata> byPartition = new HashMap<>();
        offsets.forEach((partition, offset) -> byPartition.put(partition.partition(), offset));
        try {
            broker.group.requireMember(who);
            broker.transactions.offsets(id, epoch, byPartition, broker.nanos());
        } catch (CommitFailedException | FencedInstanceIdException e) {
            throw fail(State.ABORTABLE, e);
        } catch (ProducerFencedException e) {
            throw fail(State.FATAL, e);
        }
        weather.mayTimeOut("sendOffsetsToTransaction, done");
    }

    void commitTransaction() {
        if (state != State.COMMIT_UNKNOWN) {
            require(State.IN_TRANSACTION);
        }
        flush(waiting.size());
        requireNoError();
        if (weather.commitErrs()) {
            commitWithUnknownOutcome();
        }
        end(Decision.COMMIT);
    }

    private void commitWithUnknownOutcome() {
        state = State.COMMIT_UNKNOWN;
        int outcome = weather.upTo(3);
        if (outcome == 0) {
            end(Decision.COMMIT);
            state = State.COMMIT_UNKNOWN;
        } else if (outcome == 1) {
            fenced(() -> broker.transactions.endLate(id, epoch, Decision.COMMIT));
        } else if (outcome == 2) {
            throw fail(State.ABORTABLE, new KafkaException("simulated: the commit was refused"));
        }
        throw new TimeoutException("simulated: commitTransaction");
    }

    void abortTransaction() {
        if (state == State.FATAL) {
            throw error;
        }
        if (state != State.ABORTABLE) {
            require(State.IN_TRANSACTION);
        }
        waiting.clear();
        weather.mayTimeOut("abortTransaction");
        end(Decision.ABORT);
    }

    void flush() {
        requireNoError();
        flush(waiting.size());
    }

    void close() {
        close(Duration.ZERO);
    }

    /** Gives an open transaction up, if the broker hears of it. */
    void close(Duration timeout) {
        waiting.clear();
        if (weather.coin() && (state == State.IN_TRANSACTION || state == State.ABORTABLE)) {
            try {
                end(Decision.ABORT);
            } catch (ProducerFencedException e) {
                return; // a close tells nobody
            }
        }
        fail(State.FATAL, new KafkaException("closed"));
    }

    private void flush(int records) {
        for (int i = 0; i < records && !waiting.isEmpty() && state == State.IN_TRANSACTION; i++) {
            ProducerRecord<byte[], byte[]> record = waiting.remove();
            try {
                SimulatedPartition log = broker.log(record.topic(), record.partition());
                broker.transactions.append(id, epoch, log, record, broker.nanos());
            } catch (ProducerFencedException e) { // in the background: the next call learns of it
                fail(State.FATAL, weather.coin() ? e : new InvalidProducerEpochException(e.getMessage()));
            }
        }
    }

    private void end(Decision decision) {
        fenced(() -> epoch = broker.transactions.end(id, epoch, decision));
        state = State.READY;
        error = null;
    }

    private void fenced(Runnable request) {
        try {
            request.run();
        } catch (ProducerFencedException e) {
            throw fail(State.FATAL, e);
        }
    }

    private KafkaException fail(State how, KafkaException why) {
        if (state != State.FATAL) {
            state = how;
            error = why;
        }
        return error;
    }

    private void require(State expected) {
        requireNoError();
        if (state != expected) {
            throw new IllegalStateException(id + ": expected " + expected + ", found " + state);
        }
    }

    /** As Kafka's does: fencing as it is, all else wrapped. */
    private void requireNoError() {
        if (state == State.FATAL || state == State.ABORTABLE) {
            if (error instanceof ProducerFencedException || error instanceof InvalidProducerEpochException) {
                throw error;
            }
            throw new KafkaException("Cannot execute transactional method because we are in an error state", error);
        }
    }
}

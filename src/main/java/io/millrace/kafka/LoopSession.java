package io.millrace.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of the loop's clients and states, from opening to the first failure or the end. Nothing is mended here: whoever
 * sees an exception closes the session and opens another, which takes up what was committed last.
 */
final class LoopSession implements ConsumerRebalanceListener, RebalanceWatch.Listener, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LoopSession.class);

    private static final Duration PREDECESSOR = Duration.ofSeconds(60);
    private static final Duration CLOSE = Duration.ofSeconds(1);

    private final LoopSettings settings;
    private final LoopClients clients;
    private final LoopClock clock;
    private final LoopObserver observer;
    private final StreamProcessor processor;
    private final Producer<byte[], byte[]> producer;
    private final Consumer<byte[], byte[]> consumer;
    private final Transaction transaction;
    private final Commits commits;

    private final GroupContact contact;
    private final InputOffsets offsets;

    private final InputPartitions input;
    private final Checkpoints checkpoints;
    private final Restoration restoration;
    private final Polled polled;
    private boolean joined;
    private boolean initialized; // the producer
    private boolean closing;
    private GroupMembershipOperation membership = GroupMembershipOperation.REMAIN_IN_GROUP;

    /** Prepares the topics and joins the group, with the first {@link #turn}. */
    @SuppressWarnings("this-escape") // the listener is called from poll, not before
    LoopSession(
            LoopSettings settings,
            LoopClients clients,
            StreamProcessor processor,
            LoopClock clock,
            LoopObserver observer,
            Portion portion) {
        this.settings = settings;
        this.clients = clients;
        this.clock = clock;
        this.observer = observer;
        this.processor = processor;
        LoopClients.Limits limits = clients.limits();
        Topics.Layout layout = clients.topics();
        producer = clients.producer(layout.maxBytes());
        try {
            consumer = clients.member(this);
        } catch (RuntimeException e) {
            producer.close(CLOSE);
            throw e;
        }
        input = new InputPartitions(clients, settings.topics(), layout);
        contact = new GroupContact(settings.instance(), consumer, limits.session(), clock);
        offsets = new InputOffsets(clients, settings.fromBeginning());
        checkpoints = new Checkpoints(settings.checkpoint(), layout.partitions(), clock);
        restoration = new Restoration(
                settings.topics().input(),
                new StateChangelog(settings.topics().states(), clients),
                standby(layout),
                consumer,
                processor,
                checkpoints,
                clock,
                observer);
        transaction = new Transaction(
                producer, settings.topics(), layout, clock, observer, portion.within(limits.transaction()));
        commits = new Commits(settings.commit(), consumer, processor, transaction, checkpoints, this::processed);
        polled = new Polled(clock, limits.poll().dividedBy(10));
        consumer.subscribe(List.of(settings.topics().input()), this);
    }

    private Optional<Standby> standby(Topics.Layout layout) {
        return settings.standby()
                ? Optional.of(
                        new Standby(settings.topics().states(), layout.partitions(), clients, processor, observer))
                : Optional.empty();
    }

    /** Whether the group has given us our partitions, maybe none, all of them are restored, and it still hears from us. */
    boolean ready() {
        return joined && !restoration.isRunning() && contact.holds();
    }

    /**
     * One poll and what follows from it; or, where the last poll was too much for one turn, more of that.
     *
     * @return whether a transaction was committed
     */
    boolean turn() {
        if (polled.isEmpty()) {
            poll();
        }
        if (!polled.isEmpty() && commits.room() > 0) {
            process();
        }
        if (restoration.isReading()) {
            restoration.read();
            restoration.arrive(this::processed);
        }
        boolean due = commits.isDue();
        if (due) {
            commits.commit(Set.of());
        }
        if (!transaction.isOpen()) {
            processor.betweenTransactions(transaction);
        }
        if (joined) {
            restoration.follow();
        }
        if (polled.takesLong()) {
            polled.putBack(consumer);
        }
        return due;
    }

    /** Commits what is open. */
    void drain() {
        commits.commit(Set.copyOf(checkpoints.served()));
    }

    /** With its end it leaves the group, so that others take over at once and wait for no successor of its name. */
    void leave() {
        membership = GroupMembershipOperation.LEAVE_GROUP;
    }

    /**
     * After the producer was fenced: that may be due to a transaction which took too long, or to a process of the same
     * name. Errors: in the latter case {@link FencedInstanceIdException}.
     */
    void requireOurName() {
        closing = true;
        contact.requireOurName();
    }

    private void poll() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(commits.patience(restoration.patience()));
        observer.lag(InputPartitions.lag(consumer));
        if (joined) {
            input.settle(consumer);
        }
        List<ConsumerRecord<byte[], byte[]>> known = new ArrayList<>();
        List<ConsumerRecord<byte[], byte[]>> fresh = new ArrayList<>(records.count());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            (restoration.isKnown(record) ? known : fresh).add(record);
        }
        polled.put(fresh);
        if (!known.isEmpty()) {
            restoration.processAgain(known);
            observer.streams(processor.streams(), processor.stored());
            observer.held(processor.bytes());
        }
        if (restoration.isRunning()) {
            restoration.arrive(this::processed);
        }
    }

    private void process() {
        long began = clock.nanoTime();
        List<ConsumerRecord<byte[], byte[]>> next = polled.next(commits.room());
        transaction.begin(); // lest what precedes the first result, as reading streams from a disk, count for nothing
        int taken = processor.process(next, transaction);
        observer.processed(taken, Duration.ofNanos(clock.nanoTime() - began));
        next.subList(0, taken).forEach(transaction::consume);
        polled.taken(taken);
        observer.streams(processor.streams(), processor.stored());
        observer.held(processor.bytes());
    }

    /** Every record that was fetched has been processed, but for those that wait; it passes the markers of transactions. */
    private long processed(int partition) {
        return polled.offset(partition).orElseGet(() -> consumer.position(input(partition)));
    }

    private TopicPartition input(int partition) {
        return new TopicPartition(settings.topics().input(), partition);
    }

    @Override
    public void rejoining() {
        if (!closing) {
            commits.rejoining();
        }
    }

    @Override
    public void rejoined() {
        commits.rejoined();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (closing) {
            return;
        }
        joined = true;
        observer.restoring(restoration.isRunning() || !partitions.isEmpty() ? 0 : 1);
        if (partitions.isEmpty()) {
            return;
        }
        input.requireKnown(partitions);
        if (!initialized) {
            // Aborts what a predecessor of our name left open. Only now, as a member: a living namesake has lost its
            // membership before it loses its producer, and so learns that it is the one to go.
            producer.initTransactions();
            initialized = true;
        }
        commits.commit(Set.of()); // what follows may take as long as a dead member's transaction lives
        clients.abortOrphans();
        // Waits for pending offsets of other members: from here on nobody else can commit for these partitions.
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(new HashSet<>(partitions), PREDECESSOR);
        long missed = offsets.position(consumer, committed);
        if (missed > 0) {
            observer.missed(missed);
        }
        log.info("{}: given partitions {}", settings.instance(), new TreeSet<>(numbers(partitions)));
        restoration.begin(committed);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (closing || partitions.isEmpty()) {
            return;
        }
        Set<Integer> numbers = numbers(partitions);
        commits.commit(numbers);
        input.revoked();
        restoration.abandon(numbers);
        numbers.forEach(checkpoints::end);
        numbers.forEach(processor::revoked);
        log.info("{}: has given up partitions {}", settings.instance(), new TreeSet<>(numbers));
        observer.streams(processor.streams(), processor.stored());
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        if (!closing && !partitions.isEmpty()) {
            throw new KafkaException("partitions " + numbers(partitions) + " were lost to another member");
        }
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        Set<Integer> numbers = new HashSet<>();
        partitions.forEach(partition -> numbers.add(partition.partition()));
        return numbers;
    }

    /** Whatever is still open is aborted. */
    @Override
    public void close() {
        closing = true;
        boolean interrupted = Thread.interrupted(); // else every client would refuse to close
        closeQuietly("transaction", transaction::abort);
        closeQuietly("producer", () -> producer.close(CLOSE));
        closeQuietly("changelog", restoration::close);
        closeQuietly("processor", processor::close);
        CloseOptions options = CloseOptions.timeout(CLOSE).withGroupMembershipOperation(membership);
        closeQuietly("consumer", () -> consumer.close(options));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(String what, Runnable close) {
        try {
            close.run();
        } catch (RuntimeException e) {
            log.debug("{}: did not close cleanly", what, e);
        }
    }
}

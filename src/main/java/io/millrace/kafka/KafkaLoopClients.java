package io.millrace.kafka;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Native clients of a Kafka cluster. */
final class KafkaLoopClients implements LoopClients {
    private static final Logger log = LoggerFactory.getLogger(KafkaLoopClients.class);

    private final LoopSettings settings;
    private final ClientProperties properties;
    private final ClientMeters meters;

    KafkaLoopClients(LoopSettings settings) {
        this(settings, ClientMeters.NONE);
    }

    /** @param meters of the loop's member and producer */
    KafkaLoopClients(LoopSettings settings, ClientMeters meters) {
        this.settings = settings;
        this.meters = meters;
        this.properties = new ClientProperties(settings);
    }

    @Override
    public Topics.Layout topics() {
        try (Admin admin = Admin.create(properties.admin())) {
            return new Topics(admin, settings).prepare();
        }
    }

    @Override
    public Producer<byte[], byte[]> producer(int maxRecordBytes) {
        return new KafkaProducer<>(
                measured(properties.producer(maxRecordBytes)), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> member(RebalanceWatch.Listener rebalances) {
        return consumer(measured(properties.consumer(rebalances)));
    }

    @Override
    public Limits limits() {
        return new Limits(properties.session(), properties.transaction(), properties.poll());
    }

    @Override
    public Consumer<byte[], byte[]> reader(IsolationLevel isolation) {
        return consumer(properties.reader(isolation));
    }

    @Override
    public Consumer<byte[], byte[]> follower() {
        return consumer(properties.follower());
    }

    @Override
    public void abortOrphans() {
        try (Admin admin = Admin.create(properties.admin())) {
            List<String> aborted = new OrphanTransactions(admin, settings).abort();
            if (!aborted.isEmpty()) {
                log.info("{}: aborted what {} left open", settings.instance(), aborted);
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.warn(
                    "{}: {}; what failed members left open waits for its timeout", settings.instance(), e.getMessage());
        }
    }

    @Override
    public boolean partitionWithoutOwner(int partitions) {
        String input = settings.topics().input();
        try (Admin admin = Admin.create(properties.admin())) {
            ConsumerGroupDescription group = BrokerAnswer.of(admin.describeConsumerGroups(List.of(settings.group()))
                    .describedGroups()
                    .get(settings.group()));
            long owned = group.members().stream()
                    .flatMap(member -> member.assignment().topicPartitions().stream())
                    .filter(partition -> partition.topic().equals(input))
                    .distinct()
                    .count();
            return group.groupState() == GroupState.STABLE && owned < partitions;
        } catch (AuthorizationException e) {
            log.warn(
                    "{}: may not be described; a partition that a failed member gave away may stay without an owner",
                    settings.group());
            return false;
        }
    }

    /** Instead of JMX, which takes a while at the start; with what the user names. */
    private Map<String, Object> measured(Map<String, Object> properties) {
        String reporters = CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG;
        properties.merge(reporters, ClientReporter.class.getName(), (users, ours) -> users + "," + ours);
        properties.put(ClientReporter.METERS, meters);
        return properties;
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> properties) {
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}

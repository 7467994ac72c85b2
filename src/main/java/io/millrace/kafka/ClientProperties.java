package io.millrace.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.config.ConfigDef;

/** The properties of each Kafka client: our defaults, then the user's, then what exactly once demands. */
final class ClientProperties {
    private static final int SESSION_MILLIS = 6000;
    private static final int BROKERS_SESSION_MILLIS = 45_000; // group.consumer.session.timeout.ms
    private static final int TRANSACTION_MILLIS = 10_000;
    /** Each batch wakes the network's thread: with a quarter of this that thread takes half as much time again. */
    private static final String BATCH_BYTES = "262144";

    /** Buffer of a socket, which grows: what a full one does not take is copied again by each attempt to write the rest. */
    private static final String THE_SYSTEMS = "-1";

    /**
     * About as long as a broker takes to end a transaction after it has answered. A producer that begins the next one meanwhile is
     * told to come again, and its network's thread sleeps for so long: with Kafka's 100 that outlasts a short transaction.
     */
    private static final String SOON_AGAIN_MILLIS = "10";

    /** As many as stay in a processor's cache, with their streams' states, until they are answered. */
    private static final String POLLED_AT_ONCE = "500";

    private static final int KAFKAS_POLL_MILLIS = 300_000; // where nothing is said

    private final LoopSettings settings;

    ClientProperties(LoopSettings settings) {
        this.settings = settings;
    }

    /** Of the input: a static member of the group, that a restart does not make another member. */
    Map<String, Object> consumer(RebalanceWatch.Listener rebalances) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLLED_AT_ONCE);
        properties.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, THE_SYSTEMS);
        if (!sessionIsTheBrokers()) {
            properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RebalanceWatch.class.getName());
            properties.put(RebalanceWatch.LISTENER, rebalances);
            properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Integer.toString(SESSION_MILLIS));
            properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "500"); // by which others hear of a failure
        }
        addUsers(settings.client(), properties, ConsumerConfig.configNames());
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"); // see InputOffsets
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instance());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return properties;
    }

    private boolean sessionIsTheBrokers() {
        return "consumer".equals(settings.client().get(ConsumerConfig.GROUP_PROTOCOL_CONFIG));
    }

    /** How long the group waits for a heartbeat. */
    Duration session() {
        return sessionIsTheBrokers()
                ? Duration.ofMillis(BROKERS_SESSION_MILLIS)
                : users(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    }

    /** How long a transaction may be open. */
    Duration transaction() {
        return users(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
    }

    /** How long the group's member may do something else. */
    Duration poll() {
        return users(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, KAFKAS_POLL_MILLIS);
    }

    private Duration users(String name, int usual) {
        String given = settings.client().get(name);
        return Duration.ofMillis(given == null ? usual : (long) ConfigDef.parseType(name, given, ConfigDef.Type.LONG));
    }

    /** Of a reader outside the group. */
    Map<String, Object> reader(IsolationLevel isolation) {
        Map<String, Object> properties = new HashMap<>();
        addUsers(settings.client(), properties, ConsumerConfig.configNames());
        properties.keySet().removeAll(Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000");
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "20"); // closing waits for the last fetch
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return properties;
    }

    /** Of a reader that goes on and on beside other work. */
    Map<String, Object> follower() {
        Map<String, Object> properties = reader(IsolationLevel.READ_COMMITTED);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "500"); // some milliseconds' work
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "200");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return properties;
    }

    /** @param maxRecordBytes the largest record that must go through */
    Map<String, Object> producer(int maxRecordBytes) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        properties.put(ProducerConfig.SEND_BUFFER_CONFIG, THE_SYSTEMS);
        properties.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, SOON_AGAIN_MILLIS);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Integer.toString(TRANSACTION_MILLIS));
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "15000");
        addUsers(settings.client(), properties, ProducerConfig.configNames());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.transactionalId());
        atLeast(properties, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 1 << 20, maxRecordBytes);
        atLeast(properties, ProducerConfig.BUFFER_MEMORY_CONFIG, 32 << 20, 2L * maxRecordBytes);
        return properties;
    }

    Map<String, Object> admin() {
        return admin(settings.client());
    }

    /** @param client properties as the user gave them */
    static Map<String, Object> admin(Map<String, String> client) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "15000"); // a broker that is away is said soon
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        addUsers(client, properties, AdminClientConfig.configNames());
        return properties;
    }

    /** Leaves out what is meant for another kind of client; a name that none knows may be a plug-in's and stays. */
    private static void addUsers(Map<String, String> client, Map<String, Object> properties, Set<String> known) {
        Set<String> foreign = new HashSet<>(ConsumerConfig.configNames());
        foreign.addAll(ProducerConfig.configNames());
        foreign.addAll(AdminClientConfig.configNames());
        foreign.removeAll(known);
        client.forEach((name, value) -> {
            if (!foreign.contains(name)) {
                properties.put(name, value);
            }
        });
    }

    private static void atLeast(Map<String, Object> properties, String name, long usual, long needed) {
        long given = Long.parseLong(properties.getOrDefault(name, usual).toString());
        properties.put(name, Long.toString(Math.max(given, needed)));
    }
}

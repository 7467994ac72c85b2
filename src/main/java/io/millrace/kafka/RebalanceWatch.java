package io.millrace.kafka;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.Configurable;

/**
 * The cooperative sticky assignor, which also tells when this member begins to rejoin its group and when it has rejoined.
 * In between the group's generation changes, and a transaction that commits offsets under the old one is refused. The
 * consumer itself does not say so: partitions that stay cause no call of its listener.
 *
 * <p>Kafka makes the instance; it finds its listener in the consumer's properties. Called from poll.
 */
public final class RebalanceWatch extends CooperativeStickyAssignor implements Configurable {
    static final String LISTENER = "millrace.rebalance.listener";

    interface Listener {
        void rejoining();

        void rejoined();
    }

    private Listener listener;

    @Override
    public void configure(Map<String, ?> properties) {
        listener = (Listener) properties.get(LISTENER);
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        listener.rejoining();
        return super.subscriptionUserData(topics);
    }

    @Override
    public void onAssignment(Assignment assignment, ConsumerGroupMetadata metadata) {
        super.onAssignment(assignment, metadata);
        listener.rejoined();
    }
}

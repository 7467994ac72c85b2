package io.millrace.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;

/**
 * What loops left open that the group no longer counts among its members. Until such a transaction times out, nobody reads
 * past it in the output; its successors need not wait for that.
 */
final class OrphanTransactions {
    private final Admin admin;
    private final LoopSettings settings;

    OrphanTransactions(Admin admin, LoopSettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /** Returns whose they were. A producer that is alive after all is fenced, as its membership is. */
    List<String> abort() {
        Set<String> topics = settings.topics().written();
        List<String> orphans = orphans().stream()
                .filter(id -> touches(id, topics)) // a name alone may be another group's
                .toList();
        if (!orphans.isEmpty()) {
            BrokerAnswer.of(admin.fenceProducers(orphans).all());
        }
        return orphans;
    }

    private List<String> orphans() {
        String ours = settings.transactionalId(""); // where the ids of all of the group's loops begin
        Collection<TransactionListing> open = BrokerAnswer.of(
                admin.listTransactions(new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
                        .all());
        List<String> candidates = open.stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> id.startsWith(ours))
                .toList();
        if (candidates.isEmpty()) {
            return List.of();
        }
        // Asked second: who has begun since then is a member.
        Set<String> members = members();
        return candidates.stream().filter(id -> !members.contains(id)).toList();
    }

    private Set<String> members() {
        ConsumerGroupDescription group = BrokerAnswer.of(admin.describeConsumerGroups(List.of(settings.group()))
                .describedGroups()
                .get(settings.group()));
        return group.members().stream()
                .map(member -> member.groupInstanceId().orElse(null))
                .filter(Objects::nonNull)
                .map(settings::transactionalId)
                .collect(Collectors.toSet());
    }

    private boolean touches(String id, Set<String> topics) {
        return BrokerAnswer.of(admin.describeTransactions(List.of(id)).description(id)).topicPartitions().stream()
                .anyMatch(partition -> topics.contains(partition.topic()));
    }
}

package io.millrace.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.FencedInstanceIdException;

/**
 * The group coordinator, classic protocol: static members, cooperative rebalances (a partition is first revoked from its
 * owner, and given to another member in the rebalance after that), committed and pending offsets.
 */
final class SimulatedGroup {
    static final Duration SESSION = Duration.ofSeconds(6);
    private static final Duration MAX_POLL_INTERVAL = Duration.ofMinutes(5);

    /** A static member's place, whichever consumer holds it. */
    static final class Seat {
        String member;
        Set<Integer> owned = Set.of(); // as the member said when it joined
        Set<Integer> assigned = Set.of();
        boolean joined; // the rebalance at hand
        long heartbeat; // nanoseconds
    }

    private final int partitions;
    private final Map<String, Seat> seats = new TreeMap<>(); // by instance
    private final Map<Integer, OffsetAndMetadata> committed = new HashMap<>();
    private final List<SimulatedTransaction> pending = new ArrayList<>();
    private int members;
    private int generation;
    private boolean rebalancing;
    private long rebalanceBegan; // nanoseconds

    SimulatedGroup(int partitions) {
        this.partitions = partitions;
    }

    int generation() {
        return generation;
    }

    boolean rebalancing() {
        return rebalancing;
    }

    /** Null: the instance has no place, or its session has expired. */
    Seat seat(String instance) {
        return seats.get(instance);
    }

    /** A consumer sits down; a new one on an old place gets that one's partitions, without a rebalance. */
    String sitDown(String instance, long nanos) {
        Seat seat = seats.get(instance);
        if (seat == null) {
            seat = new Seat();
            seats.put(instance, seat);
            rebalance(nanos);
        }
        seat.member = instance + "-" + ++members;
        seat.owned = Set.of();
        seat.joined = false;
        seat.heartbeat = nanos;
        return seat.member;
    }

    void leave(String instance, String member, long nanos) {
        Seat seat = seats.get(instance);
        if (seat != null && seat.member.equals(member)) {
            seats.remove(instance);
            rebalance(nanos);
            complete();
        }
    }

    boolean partitionWithoutOwner() {
        return !rebalancing
                && seats.values().stream()
                                .mapToInt(seat -> seat.assigned.size())
                                .sum()
                        < partitions;
    }

    void rebalance(long nanos) {
        if (!rebalancing) {
            rebalancing = true;
            rebalanceBegan = nanos;
            seats.values().forEach(seat -> seat.joined = false);
        }
    }

    void join(Seat seat, Set<Integer> owned) {
        seat.joined = true;
        seat.owned = new TreeSet<>(owned);
        complete();
    }

    /** Members that are silent for too long lose their place. */
    void expire(long nanos) {
        boolean late = rebalancing && nanos - rebalanceBegan > MAX_POLL_INTERVAL.toNanos();
        if (seats.values().removeIf(seat -> nanos - seat.heartbeat > SESSION.toNanos() || late && !seat.joined)) {
            rebalance(nanos);
            complete();
        }
    }

    private void complete() {
        if (seats.isEmpty() || !seats.values().stream().allMatch(seat -> seat.joined)) {
            return;
        }
        generation++;
        rebalancing = false;
        Set<Integer> free = new TreeSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            free.add(partition);
        }
        seats.values().forEach(seat -> free.removeAll(seat.owned));
        List<Seat> byOwned = new ArrayList<>(seats.values());
        byOwned.sort(Comparator.comparingInt((Seat seat) -> seat.owned.size()).reversed());
        for (int i = 0; i < byOwned.size(); i++) {
            int share = partitions / byOwned.size() + (i < partitions % byOwned.size() ? 1 : 0);
            Seat seat = byOwned.get(i);
            seat.assigned = new TreeSet<>();
            seat.owned.stream().limit(share).forEach(seat.assigned::add); // others have to wait for the rest
            Iterator<Integer> next = free.iterator();
            while (seat.assigned.size() < share && next.hasNext()) {
                seat.assigned.add(next.next());
                next.remove();
            }
        }
    }

    /** Errors: as a broker answers a commit; a commit that names no member is not checked. */
    void requireMember(ConsumerGroupMetadata who) {
        if (who.groupInstanceId().isEmpty()) {
            return;
        }
        Seat seat = seats.get(who.groupInstanceId().get());
        if (seat != null && !seat.member.equals(who.memberId())) {
            throw new FencedInstanceIdException(who.memberId() + " was replaced by " + seat.member);
        }
        if (seat == null || who.generationId() != generation) {
            throw new CommitFailedException(
                    who.memberId() + " of generation " + who.generationId() + " commits in generation " + generation);
        }
    }

    /** Null: none. */
    OffsetAndMetadata committed(int partition) {
        return committed.get(partition);
    }

    void commit(Map<Integer, OffsetAndMetadata> offsets) {
        committed.putAll(offsets);
    }

    void pending(SimulatedTransaction transaction) {
        if (!pending.contains(transaction)) {
            pending.add(transaction);
        }
    }

    /** The transaction's marker. */
    void mark(SimulatedTransaction transaction) {
        if (transaction.committed()) {
            committed.putAll(transaction.offsets);
        }
        transaction.offsets.clear();
        pending.remove(transaction);
    }

    /** Whether no transaction may still change the partition's offset. */
    boolean stable(int partition) {
        return pending.stream().noneMatch(transaction -> transaction.offsets.containsKey(partition));
    }
}

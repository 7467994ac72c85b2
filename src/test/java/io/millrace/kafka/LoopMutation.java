package io.millrace.kafka;

import io.millrace.codec.StateFormat;
import io.millrace.stream.StreamSettings;
import io.millrace.stream.StreamSnapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * One rule of the loop, broken. The loop itself stays as it is; what stands between it and its clients, or its processor,
 * makes it do what a loop without the rule would do.
 */
enum LoopMutation implements Mutation {
    /** Commits what the consumer has fetched, one poll ahead of what is processed. */
    OFFSETS_OF_RECORDS_POLLED {
        @Override
        public LoopClients clients(LoopClients clients) {
            return new InterceptedClients(clients) {
                private ConsumerRecords<byte[], byte[]> ahead = ConsumerRecords.empty();

                @Override
                protected Object ofMember(Call call) throws Throwable {
                    if (!call.is("poll")) {
                        return call.proceed();
                    }
                    ConsumerRecords<byte[], byte[]> polled = records(call.proceed());
                    ConsumerRecords<byte[], byte[]> now = ahead;
                    ahead = polled;
                    return of(now, member.assignment());
                }

                @Override
                protected Object ofProducer(Call call) throws Throwable {
                    if (call.is("sendOffsetsToTransaction")) {
                        offsets(call).replaceAll((p, any) -> new OffsetAndMetadata(member.position(p)));
                    }
                    return call.proceed();
                }
            };
        }
    },

    /** Polls on although the last poll was too much, and lets go of the rest. */
    REST_OF_A_POLL_NOT_PUT_BACK {
        @Override
        public LoopClients clients(LoopClients clients) {
            return new InterceptedClients(clients) {
                private boolean polling;

                @Override
                protected Object ofMember(Call call) throws Throwable {
                    if (call.is("seek") && !polling) { // else it is where a partition begins
                        return null;
                    }
                    boolean outer = polling;
                    polling |= call.is("poll");
                    try {
                        return call.proceed();
                    } finally {
                        polling = outer;
                    }
                }
            };
        }
    },

    /** Commits offsets beside the transaction. */
    OFFSETS_OUTSIDE_THE_TRANSACTION {
        @Override
        public LoopClients clients(LoopClients clients) {
            return new InterceptedClients(clients) {
                @Override
                protected Object ofProducer(Call call) throws Throwable {
                    if (call.is("sendOffsetsToTransaction")) {
                        member.commitSync(offsets(call));
                        return null;
                    }
                    return call.proceed();
                }
            };
        }
    },

    /** Commits without saying as which member of the group. */
    OFFSETS_OF_ANYBODY {
        @Override
        public LoopClients clients(LoopClients clients) {
            return new InterceptedClients(clients) {
                @Override
                protected Object ofProducer(Call call) throws Throwable {
                    if (call.is("sendOffsetsToTransaction")) {
                        call.given()[1] = new ConsumerGroupMetadata("mill");
                    }
                    return call.proceed();
                }
            };
        }
    },

    /** Hears of a revocation two polls late, as from a client that calls back on another thread. */
    REVOCATION_HEARD_LATE {
        @Override
        public LoopClients clients(LoopClients clients) {
            return new InterceptedClients(clients) {
                private final List<Runnable> unheard = new ArrayList<>();
                private int polls;

                @Override
                protected void revoked(Collection<TopicPartition> partitions, ConsumerRebalanceListener loop) {
                    unheard.add(() -> loop.onPartitionsRevoked(partitions));
                    polls = 0;
                }

                @Override
                protected Object ofMember(Call call) throws Throwable {
                    Object answer = call.proceed();
                    if (call.is("poll") && ++polls == 3) {
                        unheard.forEach(Runnable::run);
                        unheard.clear();
                    }
                    return answer;
                }
            };
        }
    },

    /** Aborts on revocation what it should commit. */
    REVOCATION_ABORTS {
        @Override
        public LoopClients clients(LoopClients clients) {
            return new InterceptedClients(clients) {
                private boolean revoking;

                @Override
                protected void revoked(Collection<TopicPartition> partitions, ConsumerRebalanceListener loop) {
                    revoking = true;
                    loop.onPartitionsRevoked(partitions);
                    revoking = false;
                }

                @Override
                protected Object ofProducer(Call call) throws Throwable {
                    if (revoking && call.is("commitTransaction")) {
                        producer.abortTransaction();
                        return null;
                    }
                    return call.proceed();
                }
            };
        }
    },

    /** Keeps the states of revoked partitions, in case they come back. */
    REVOCATION_KEEPS_STATES {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return new Wrapped(processor) {
                private final Set<Integer> whole = new HashSet<>();
                private final Set<Integer> kept = new HashSet<>();

                @Override
                public boolean standBy(int partition) {
                    return !kept.contains(partition) && super.standBy(partition);
                }

                @Override
                public boolean assigned(int partition, String metadata) {
                    return !kept.contains(partition) && super.assigned(partition, metadata);
                }

                @Override
                public void restore(int partition, byte[] key, byte[] value) {
                    if (!kept.contains(partition)) {
                        super.restore(partition, key, value);
                    }
                }

                @Override
                public void restored(int partition) {
                    if (!kept.contains(partition)) {
                        super.restored(partition);
                        whole.add(partition);
                    }
                }

                @Override
                public void revoked(int partition) {
                    if (whole.contains(partition)) {
                        kept.add(partition);
                    } else {
                        super.revoked(partition);
                    }
                }
            };
        }
    },

    /** Restores up to the last stable offset instead of the high watermark. */
    RESTORES_TO_THE_LAST_STABLE_OFFSET {
        @Override
        public LoopClients clients(LoopClients clients) {
            return readingAlways(IsolationLevel.READ_COMMITTED, clients);
        }
    },

    /** Restores what was never committed. */
    RESTORES_UNCOMMITTED_STATES {
        @Override
        public LoopClients clients(LoopClients clients) {
            return readingAlways(IsolationLevel.READ_UNCOMMITTED, clients);
        }
    },

    /** Restores before other members' pending offsets are decided. */
    RESTORES_WITHOUT_WAITING {
        @Override
        public LoopClients clients(LoopClients clients) {
            return new InterceptedClients(clients) {
                @Override
                protected Object ofMember(Call call) throws Throwable {
                    return call.is("committed") ? new HashMap<>() : call.proceed();
                }
            };
        }
    },

    /** Aborts after a commit that failed, rewinds the consumer, and goes on with the states it has. */
    PATCHES_IN_PLACE {
        @Override
        public LoopClients clients(LoopClients clients) {
            return new InterceptedClients(clients) {
                @Override
                protected Object ofProducer(Call call) throws Throwable {
                    try {
                        return call.proceed();
                    } catch (KafkaException failure) {
                        if (!call.is("commitTransaction")) {
                            throw failure;
                        }
                        producer.abortTransaction();
                        member.committed(member.assignment())
                                .forEach((p, offset) -> member.seek(p, offset == null ? 0 : offset.offset()));
                        return null;
                    }
                }
            };
        }
    },

    /** Never looks whether all partitions have an owner. */
    OWNERS_TAKEN_FOR_GRANTED {
        @Override
        public LoopClients clients(LoopClients clients) {
            return new InterceptedClients(clients) {
                @Override
                public boolean partitionWithoutOwner(int partitions) {
                    return false;
                }
            };
        }
    },

    /** Does not recall with which model a partition was served. */
    FORGETS_THE_MODEL {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return Mutation.forgetting("model", processor);
        }
    },

    /** Begins streams anew under a new model, as if they had no past. */
    FORGETS_THE_LAST_POINTS {
        @Override
        public StreamSettings settings(StreamSettings settings) {
            return settings.withReplay(0);
        }
    },

    /** Lets a stream be forgotten by a time that begins anew with each owner of the partition. */
    TIME_BEGINS_ANEW {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return Mutation.forgetting("time", processor);
        }
    },

    /** Forgets idle streams without asking whether their partition is still its own. */
    FORGETS_WITHOUT_OFFSETS {
        @Override
        public LoopClients clients(LoopClients clients) {
            return new InterceptedClients(clients) {
                private final Map<TopicPartition, Long> last = new HashMap<>();

                @Override
                protected Object ofProducer(Call call) throws Throwable {
                    if (call.is("sendOffsetsToTransaction")) {
                        boolean further = false;
                        for (Map.Entry<TopicPartition, OffsetAndMetadata> entry :
                                offsets(call).entrySet()) {
                            long offset = entry.getValue().offset();
                            Long before = last.put(entry.getKey(), offset);
                            further |= before == null || before != offset;
                        }
                        return further ? call.proceed() : null;
                    }
                    return call.proceed();
                }
            };
        }
    },

    /** Forgets as idle what may only not have been restored yet. */
    FORGETS_BEFORE_ALL_IS_RESTORED {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return new Wrapped(processor) {
                @Override
                public boolean assigned(int partition, String metadata) {
                    boolean goesOn = super.assigned(partition, metadata);
                    super.restored(partition);
                    return goesOn;
                }

                @Override
                public void restored(int partition) {}
            };
        }
    },

    /** Keeps points that wait for their turn beside the states that are written. */
    WAITING_IS_NOT_WRITTEN {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return new Wrapped(processor) {
                @Override
                public void restore(int partition, byte[] key, byte[] value) {
                    super.restore(partition, key, value == null ? null : withoutOrder(value));
                }
            };
        }
    };

    private static LoopClients readingAlways(IsolationLevel isolation, LoopClients clients) {
        return new InterceptedClients(clients) {
            @Override
            public Consumer<byte[], byte[]> reader(IsolationLevel wanted) {
                return super.reader(isolation);
            }
        };
    }

    private static byte[] withoutOrder(byte[] value) {
        StreamSnapshot all = StateFormat.read(value);
        return StateFormat.write(new StreamSnapshot(
                all.modelVersion(),
                all.offset(),
                all.timestamp(),
                all.heard(),
                all.n(),
                all.memory(),
                all.window(),
                all.output(),
                all.state(),
                new byte[0]));
    }

    @SuppressWarnings("unchecked")
    private static ConsumerRecords<byte[], byte[]> records(Object answer) {
        return (ConsumerRecords<byte[], byte[]>) answer;
    }

    @SuppressWarnings("unchecked")
    private static Map<TopicPartition, OffsetAndMetadata> offsets(InterceptedClients.Call call) {
        return (Map<TopicPartition, OffsetAndMetadata>) call.given()[0];
    }

    private static ConsumerRecords<byte[], byte[]> of(
            ConsumerRecords<byte[], byte[]> records, Set<TopicPartition> partitions) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> ours = new HashMap<>();
        for (TopicPartition partition : records.partitions()) {
            if (partitions.contains(partition)) {
                ours.put(partition, records.records(partition));
            }
        }
        return new ConsumerRecords<>(ours, Map.of());
    }
}

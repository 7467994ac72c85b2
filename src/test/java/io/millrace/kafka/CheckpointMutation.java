package io.millrace.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** One rule of checkpoints and of taking points again, broken. */
enum CheckpointMutation implements Mutation {
    /** Takes the states for what they are at the committed offset. */
    TAKES_NOTHING_AGAIN {
        @Override
        public LoopClients clients(LoopClients clients) {
            return notesReadAs(clients, checkpoint -> Long.MAX_VALUE);
        }
    },

    /** Takes again one point too few. */
    TAKES_AGAIN_FROM_TOO_LATE {
        @Override
        public LoopClients clients(LoopClients clients) {
            return notesReadAs(clients, checkpoint -> checkpoint + 1);
        }
    },

    /** Takes again one point that the states hold already. */
    TAKES_AGAIN_FROM_TOO_EARLY {
        @Override
        public LoopClients clients(LoopClients clients) {
            return notesReadAs(clients, checkpoint -> Math.max(0, checkpoint - 1));
        }
    },

    /** Tells once more what came of points that are taken again. */
    TELLS_AGAIN {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return new Wrapped(processor) {
                private Output last;

                @Override
                public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
                    return super.process(poll, output == Output.NONE && last != null ? last : output);
                }

                @Override
                public void betweenTransactions(Output output) {
                    last = output;
                    super.betweenTransactions(output);
                }
            };
        }
    },

    /** Swaps models, sweeps and lets the clock go on although not all is written. */
    ACTS_BETWEEN_CHECKPOINTS {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return new Unwritten(processor);
        }
    },

    /** Writes what was reset or swept not at once, but with the next checkpoint. */
    WRITES_LATER_WHAT_NO_RECORD_TELLS {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return new Wrapped(processor) {
                @Override
                public boolean needsCheckpoint(int partition) {
                    return false;
                }
            };
        }
    },

    /** Notes the time as it is, and not as it was at the checkpoint. */
    NOTES_THE_TIME_OF_NOW {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return new Wrapped(processor) {
                private final Map<Integer, Long> times = new HashMap<>();

                @Override
                public int process(List<ConsumerRecord<byte[], byte[]>> poll, Output output) {
                    int taken = super.process(poll, output);
                    poll.subList(0, taken)
                            .forEach(record -> times.merge(record.partition(), record.timestamp(), Math::max));
                    return taken;
                }

                @Override
                public void revoked(int partition) {
                    super.revoked(partition);
                    times.remove(partition);
                }

                @Override
                public String metadata(int partition) {
                    String text = super.metadata(partition);
                    Long now = times.get(partition);
                    return now == null ? text : text.replaceAll("time=\\d+", "time=" + now);
                }
            };
        }
    },

    /** Takes points again under whichever model serves, as if it had been that one. */
    TAKES_AGAIN_UNDER_ANY_MODEL {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return new Wrapped(processor) {
                @Override
                public boolean assigned(int partition, String metadata) {
                    return super.assigned(partition, metadata.replaceAll("made=\\d+", ""));
                }
            };
        }
    },

    /** Takes the changes of points that are taken again for written. */
    TAKES_FOR_WRITTEN_WHAT_IS_TAKEN_AGAIN {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return new Wrapped(processor) {
                @Override
                public void restored(int partition) {
                    super.restored(partition);
                    super.drainChanges(partition, (of, key, value) -> {});
                }
            };
        }
    };

    /** @param read of the offset that is noted, to that which is read */
    private static LoopClients notesReadAs(LoopClients clients, LongUnaryOperator read) {
        return new InterceptedClients(clients) {
            @Override
            protected Object ofMember(Call call) throws Throwable {
                Object answer = call.proceed();
                if (call.is("committed")) {
                    committed(answer).replaceAll((partition, offset) -> offset == null ? null : readAs(offset, read));
                }
                return answer;
            }
        };
    }

    private static OffsetAndMetadata readAs(OffsetAndMetadata offset, LongUnaryOperator read) {
        PartitionNotes notes = PartitionNotes.parse(offset.metadata());
        notes.get("checkpoint").ifPresent(checkpoint -> notes.put("checkpoint", read.applyAsLong(checkpoint)));
        return new OffsetAndMetadata(offset.offset(), notes.toString());
    }

    @SuppressWarnings("unchecked")
    private static Map<TopicPartition, OffsetAndMetadata> committed(Object answer) {
        return (Map<TopicPartition, OffsetAndMetadata>) answer;
    }
}

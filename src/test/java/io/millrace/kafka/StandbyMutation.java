package io.millrace.kafka;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.IsolationLevel;

/** One rule of a standby, broken. */
enum StandbyMutation implements Mutation {
    /** Takes what it has read for all there is. */
    READS_NO_REST {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return new Beside(processor) {
                private final Set<Integer> whole = new HashSet<>();

                @Override
                public boolean assigned(int partition, String metadata) {
                    boolean goesOn = super.assigned(partition, metadata);
                    if (goesOn) {
                        whole.add(partition);
                    }
                    return goesOn;
                }

                @Override
                public void restored(int partition) {
                    super.restored(partition);
                    whole.remove(partition);
                }

                @Override
                public void restore(int partition, byte[] key, byte[] value) {
                    if (!whole.contains(partition)) {
                        super.restore(partition, key, value);
                    }
                }
            };
        }
    },

    /** Keeps streams that were forgotten. */
    KEEPS_WHAT_WAS_FORGOTTEN {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return new Beside(processor) {
                @Override
                public void restore(int partition, byte[] key, byte[] value) {
                    if (value != null || !standsBy(partition)) {
                        super.restore(partition, key, value);
                    }
                }
            };
        }
    },

    /** Keeps the first state of a stream, not the newest. */
    KEEPS_WHAT_WAS_REPLACED {
        @Override
        public StreamProcessor processor(StreamProcessor processor) {
            return new Beside(processor) {
                private final Set<String> held = new HashSet<>();

                @Override
                public void restore(int partition, byte[] key, byte[] value) {
                    if (!standsBy(partition) || held.add(partition + " " + Arrays.toString(key))) {
                        super.restore(partition, key, value);
                    }
                }

                @Override
                public void revoked(int partition) {
                    super.revoked(partition);
                    held.removeIf(name -> name.startsWith(partition + " "));
                }
            };
        }
    },

    /** Follows what was never committed. */
    FOLLOWS_UNCOMMITTED_STATES {
        @Override
        public LoopClients clients(LoopClients clients) {
            return new InterceptedClients(clients) {
                @Override
                public Consumer<byte[], byte[]> follower() {
                    return super.reader(IsolationLevel.READ_UNCOMMITTED);
                }
            };
        }
    };

    /** Knows which partitions stand by. */
    private static class Beside extends Wrapped {
        private final Set<Integer> beside = new HashSet<>();

        Beside(StreamProcessor inner) {
            super(inner);
        }

        boolean standsBy(int partition) {
            return beside.contains(partition);
        }

        @Override
        public boolean standBy(int partition) {
            beside.add(partition);
            return super.standBy(partition);
        }

        @Override
        public boolean assigned(int partition, String metadata) {
            beside.remove(partition);
            return super.assigned(partition, metadata);
        }
    }
}

package io.millrace.kafka;

import io.millrace.stream.Forgetting;
import io.millrace.stream.StreamPartition;
import io.millrace.stream.StreamStates;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one owner of a partition notes for the next, beside its offset, and what the next makes of it. */
final class Handover {
    private static final Logger log = LoggerFactory.getLogger(Handover.class);

    private static final String TIME = "time"; // of the partition at its checkpoint, in milliseconds since 1970

    private final CurrentModel model;
    private final StreamStates states;
    private final Map<Integer, CurrentModel.Made> made =
            new HashMap<>(); // as noted last, by partition that is not whole
    private final Map<Integer, Integer> unusable = new HashMap<>(); // states, by partition that is not whole

    Handover(CurrentModel model, StreamStates states) {
        this.model = model;
        this.states = states;
    }

    String notes(int partition) {
        PartitionNotes notes = new PartitionNotes();
        model.note(notes);
        StreamPartition noted = states.partition(partition);
        if (noted.timeOfCheckpoint() != Forgetting.NO_TIME) {
            notes.put(TIME, noted.timeOfCheckpoint());
        }
        if (noted.hasChanges()) {
            model.made().note(notes);
        }
        return notes.toString();
    }

    /** Errors: a model older than the one that the partition was served with, which has not come here yet. */
    void requireNotOlder(int partition, String metadata) {
        model.requireNotOlder(partition, PartitionNotes.parse(metadata));
    }

    /** The partition is ours. */
    void begin(int partition, String metadata) {
        PartitionNotes notes = PartitionNotes.parse(metadata);
        notes.get(TIME).ifPresent(states.partition(partition)::pass);
        made.put(partition, CurrentModel.Made.read(notes, model.made()));
    }

    /** One of its states is of no use. */
    void unusable(int partition) {
        unusable.merge(partition, 1, Integer::sum);
    }

    /**
     * The partition is where it was left; streams that were taken again under another model than at first are to be rebuilt.
     *
     * @return whether there are none of those
     */
    boolean end(int partition) {
        Integer count = unusable.remove(partition);
        if (count != null) {
            log.warn(
                    "partition {}: {} states are not of model {} version {}, cannot be rebuilt, or are not as it is asked; those streams begin anew",
                    partition,
                    count,
                    model.task().model().id().name(),
                    model.task().model().id().version());
        }
        CurrentModel.Made first = made.remove(partition);
        if (first.equals(model.made())) {
            return true;
        }
        // All of them were taken again under another model, or those that a canary serves now.
        states.disown(partition, first.champion() == model.made().champion());
        return false;
    }

    /** The partition is let go of. */
    void forget(int partition) {
        unusable.remove(partition);
        made.remove(partition);
    }
}

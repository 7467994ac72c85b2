package io.millrace.metrics;

/**
 * Every meter of our own, once. Prometheus' name follows: dots become underscores, a counter ends in {@code _total}, a timer
 * in {@code _seconds}. Tags are {@code model}, for rejections {@code code}, for forgotten streams {@code reason}: never a stream, of which there are too many.
 */
public enum MeterNames {
    POINTS("millrace.points", "Records taken from the input, rejected ones and end markers among them."),
    PREDICTIONS("millrace.predictions", "Predictions committed."),
    REJECTED("millrace.rejected", "Records that could not be used and went to the rejected topic, by code."),
    DROPPED("millrace.dropped", "Records whose number in their stream had been taken before."),
    FORGOTTEN("millrace.forgotten", "Streams that were forgotten, by reason."),
    STATES("millrace.states", "States of streams written to the changelog."),
    WRITTEN("millrace.written.bytes", "Keys and values of all that was committed."),
    COMPARED("millrace.compared", "Predictions that were compared with the point they foretold."),
    ERROR("millrace.error.distance", "Sum of the errors of compared predictions, in the features' unit."),
    BASELINE_ERROR("millrace.baseline.error.distance", "The same for the baseline."),
    SKILL(
            "millrace.skill",
            "1 - error / baseline error of about the last ten thousand compared predictions; below 0: worse."),
    BATCH("millrace.batch.points", "Points of one poll that are processed together."),
    STEP("millrace.step", "Processing of the points of one poll: decoding, stepping, writing down."),
    COMMIT("millrace.commit", "Transactions, from beginning to end."),
    DELIVERY("millrace.delivery", "From an input record's timestamp to the commit of its prediction."),
    ABORTED("millrace.aborted", "Transactions or sessions given up."),
    MISSED(
            "millrace.missed",
            "Points that were deleted from the input before they were read, or read again after a checkpoint."),
    RESTORE("millrace.restore", "Reading back the states of newly assigned partitions."),
    RESTORE_PROGRESS(
            "millrace.restore.progress", "Share of the states of assigned partitions that is read back, 0 to 1."),
    RESTORED("millrace.restored.records", "Changelog records read back."),
    STANDBY_LAG("millrace.standby.lag", "States that others have committed and a standby is yet to read."),
    LAG("millrace.lag", "Points that wait in the input partitions of this process."),
    STREAMS("millrace.streams", "Streams whose state is held, those of a standby among them."),
    STORED("millrace.streams.stored", "Those of them that are on disk, as memory has no room for them."),
    STATE_BYTES("millrace.state.bytes", "What the numbers of the streams in memory take."),
    LOOPS("millrace.loops", "Prediction loops of this process."),
    LOOPS_READY("millrace.loops.ready", "Prediction loops that have restored and serve all their partitions."),
    MODEL_VERSION("millrace.model.version", "Version of the model that serves, where it is a number."),
    MODELS_REFUSED("millrace.models.refused", "Published models that were refused."),
    DRIFT(
            "millrace.drift",
            "Alarms: the prediction error has risen, or the input is distributed otherwise, by reason."),
    RETRAINING("millrace.retraining", "Share of the training at hand that is done, 0 to 1."),
    RETRAININGS("millrace.retrainings", "Trainings, from beginning to verdict, by code."),
    LIVE_CLIENTS("millrace.live.clients", "Clients connected to the live page's WebSocket."),
    LIVE_DROPPED("millrace.live.dropped", "Predictions left out, since a live client read too slowly."),
    LIVE_CLOSED("millrace.live.closed", "Live clients whose connection was closed, since they read too slowly.");

    private final String meter;
    private final String help;

    MeterNames(String meter, String help) {
        this.meter = meter;
        this.help = help;
    }

    public String meter() {
        return meter;
    }

    public String help() {
        return help;
    }
}

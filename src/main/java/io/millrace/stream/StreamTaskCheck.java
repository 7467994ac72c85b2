package io.millrace.stream;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.Target;
import io.millrace.encoding.TokenEncoding;
import io.millrace.network.SequenceModel;
import java.util.Locale;

/** Whether a model can do what is asked of it: what a loop would find out only once it runs. */
final class StreamTaskCheck {
    private StreamTaskCheck() {}

    /** @param speaker the network whose outputs are the answer */
    static void require(StreamTask task, SequenceModel speaker) {
        Encoding encoding = task.model().encoding();
        require(
                task,
                task.reader().inputs() == encoding.inputs(),
                "a network with " + encoding.inputs() + " inputs, for " + encoding.describe(),
                task.reader().inputs() + " inputs");
        if (encoding instanceof TokenEncoding tokens && tokens.form() == TokenEncoding.Form.IDS) {
            int known = task.embedding().map(layer -> layer.tokens()).orElse(0);
            require(
                    task,
                    known >= tokens.vocabulary().size(),
                    "an Embedding of " + tokens.vocabulary().size() + " tokens",
                    known == 0 ? "none" : "one of " + known);
        }
        switch (task.settings().predict()) {
            case NEXT -> requireNext(task);
            case LABEL ->
                require(
                        task,
                        !speaker.architecture().returnsSequences(),
                        "a network with one output a sequence (return_sequences off in its last recurrent layer)",
                        "one with an output a step; predict: next serves it");
            case GENERATE -> {
                require(task, task.steps(), "a network that can be stepped", whyNot(task));
                if (task.pair().isPresent()) {
                    requireDecoder(task);
                }
            }
            case DECODE -> requireDecoder(task);
        }
        requireOutputs(task, speaker);
    }

    private static void requireOutputs(StreamTask task, SequenceModel speaker) {
        int found = speaker.outputs();
        if (task.target().isPresent()) {
            Target target = task.target().get();
            require(task, target.fits(found), target.outputs() + " outputs, as its labels say", found + " outputs");
        } else {
            Encoding encoding = task.model().encoding();
            require(
                    task,
                    found == encoding.outputs(),
                    encoding.outputs() + " outputs, for the next of " + encoding.describe(),
                    found + " outputs");
        }
    }

    private static void requireNext(StreamTask task) {
        if (task.settings().ahead() > 0) {
            require(task, task.steps(), "a network that can be stepped, to look ahead", whyNot(task));
            require(
                    task,
                    task.target().isEmpty(),
                    "a network that predicts what it reads, to look ahead",
                    "one of labels or other values");
        }
    }

    private static void requireDecoder(StreamTask task) {
        Target target = task.target().orElseThrow();
        int reads = task.pair().orElseThrow().ownInputs();
        require(
                task,
                reads == 0 || reads == target.fedBack(),
                "a decoder that reads " + target.fedBack() + " floats of its last output, or none",
                reads + " floats");
        require(
                task,
                task.settings().beam() == 1 || target instanceof TokenEncoding,
                "a decoder of tokens, for a beam",
                "one of other values");
    }

    private static String whyNot(StreamTask task) {
        return task.reader().architecture().whyNotStep().orElse("");
    }

    private static void require(StreamTask task, boolean holds, String expected, String found) {
        if (!holds) {
            throw new IllegalArgumentException("model " + task.model().id().name() + ": predict: "
                    + task.settings().predict().name().toLowerCase(Locale.ROOT) + ": expected " + expected + ", found "
                    + found);
        }
    }
}

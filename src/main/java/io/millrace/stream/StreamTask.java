package io.millrace.stream;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import io.millrace.encoding.Target;
import io.millrace.encoding.TokenEncoding;
import io.millrace.network.Distribution;
import io.millrace.network.EncoderDecoder;
import io.millrace.network.Layer;
import io.millrace.network.SequenceModel;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model and what is asked of it, found to fit: which network reads the points, what its outputs mean, and what a stream
 * has to remember. Immutable; shared by any number of threads.
 */
public final class StreamTask {
    private final StreamModel model;
    private final StreamSettings settings;
    private final Optional<EncoderDecoder> pair;
    private final SequenceModel reader;
    private final boolean steps;
    private final Optional<Target> target;
    private final Meaning meaning;
    private final Comparison comparison;

    /** Errors: a model that cannot do what is asked is refused, in one line. */
    public StreamTask(StreamModel model, StreamSettings settings) {
        this.model = model;
        this.settings = settings;
        SequenceModel network = model.network();
        Predict predict = settings.predict();
        boolean halves = predict == Predict.DECODE || predict == Predict.GENERATE && EncoderDecoder.isOne(network);
        pair = halves ? Optional.of(EncoderDecoder.of(network)) : Optional.empty();
        reader = pair.map(EncoderDecoder::encoder).orElse(network);
        steps = reader.architecture().canStep();
        SequenceModel speaker = pair.map(EncoderDecoder::decoder).orElse(network);
        target = target(model, predict, speaker);
        StreamTaskCheck.require(this, speaker);
        Distribution distribution = Distribution.of(speaker);
        meaning = Meaning.of(model.encoding(), target, distribution);
        comparison = comparison(distribution);
    }

    /** What the outputs mean where the file does not say: empty for the next of what comes in. */
    private static Optional<Target> target(StreamModel model, Predict predict, SequenceModel speaker) {
        Encoding encoding = model.encoding();
        boolean continues = predict == Predict.NEXT || predict == Predict.GENERATE && speaker == model.network();
        boolean alike = speaker.outputs() == encoding.outputs();
        if (model.target().isPresent() || continues && alike || predict == Predict.NEXT) {
            return model.target();
        }
        if (alike && encoding instanceof TokenEncoding tokens && predict == Predict.DECODE) {
            return Optional.of(tokens);
        }
        List<String> names = IntStream.range(0, Distribution.of(speaker).size())
                .mapToObj(Integer::toString)
                .toList();
        if (predict == Predict.LABEL && Distribution.isMadeBy(speaker)) {
            return Optional.of(new Target.Labels(names));
        }
        return Optional.of(new Target.Values(names.subList(0, speaker.outputs()), Scaling.none(speaker.outputs())));
    }

    private Comparison comparison(Distribution distribution) {
        if (settings.predict() != Predict.NEXT || target.isPresent()) {
            return new Comparison.None();
        }
        return model.encoding() instanceof PointEncoding points
                ? new Comparison.OfPoints(points, settings.baseline())
                : new Comparison.OfTokens(distribution, model.encoding().historySize());
    }

    public StreamModel model() {
        return model;
    }

    public StreamSettings settings() {
        return settings;
    }

    /** The network that reads what comes in: the model's, or its encoder. */
    public SequenceModel reader() {
        return reader;
    }

    /** Where an encoder hands over to a decoder. */
    Optional<EncoderDecoder> pair() {
        return pair;
    }

    /** What the outputs stand for; empty: the next of what comes in. */
    public Optional<Target> target() {
        return target;
    }

    Meaning meaning() {
        return meaning;
    }

    Comparison comparison() {
        return comparison;
    }

    /** Whether the network takes one point at a time; if not, it sees the last ones anew at every point. */
    boolean steps() {
        return steps;
    }

    /** Whether every point yields an answer. */
    boolean answersPoints() {
        return settings.predict() == Predict.NEXT || settings.running();
    }

    /** Whether the end of a sequence yields an answer. */
    boolean answersEnds() {
        return settings.predict() != Predict.NEXT || !steps();
    }

    /** Whether every record is a sequence of its own. */
    public boolean recordsAreSequences() {
        return settings.predict() == Predict.GENERATE;
    }

    /** Floats of the network's state of one stream. */
    int stateSize() {
        return steps() ? reader.stateSize() : 0;
    }

    /** How many of a stream's last points are kept. */
    int keeps() {
        return steps() ? settings.replay() : settings.longest();
    }

    /** Whether states of another version are gone on with as they are, where their shape allows it. */
    public boolean carries() {
        return settings.carry();
    }

    /** Why streams of another task cannot go on under this one; empty: they can. */
    public Optional<String> whyNotAfter(StreamTask other) {
        if (!settings.equals(other.settings)) {
            return Optional.of("settings: expected " + other.settings + ", found " + settings);
        }
        boolean alike = reads(other.model.encoding()).equals(reads(model.encoding()));
        return alike && memorySize() == other.memorySize()
                ? Optional.empty()
                : Optional.of("encoding: expected one of what is served, "
                        + other.model.encoding().describe() + ", found "
                        + model.encoding().describe());
    }

    private static Object reads(Encoding encoding) {
        return encoding instanceof TokenEncoding tokens ? tokens.vocabulary() : ((PointEncoding) encoding).features();
    }

    /** Doubles of one stream's memory. */
    int memorySize() {
        return model.encoding().historySize() + comparison.memorySize();
    }

    /** Bytes of one stream's numbers, the points apart that are kept of it. */
    public int bytesOfAStream() {
        return Float.BYTES * stateSize() + Double.BYTES * memorySize();
    }

    /** Layers that look a token up, to see that they know all. */
    Optional<Layer.Embedding> embedding() {
        return reader.architecture().expanded().layers().stream()
                .filter(Layer.Embedding.class::isInstance)
                .map(Layer.Embedding.class::cast)
                .findFirst();
    }
}

package io.millrace.stream;

import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.encoding.Scaling;
import io.millrace.encoding.Target;
import io.millrace.encoding.TokenEncoding;
import io.millrace.encoding.Vocabulary;
import io.millrace.network.Architecture;
import io.millrace.network.GraphBuilder;
import io.millrace.network.Layer;
import io.millrace.network.PlainLayer;
import io.millrace.network.RecurrentLayer;
import io.millrace.network.SequenceModel;
import io.millrace.network.Shape;
import io.millrace.network.Tensor;
import io.millrace.network.Weights;
import io.millrace.network.WrapperLayer;
import io.millrace.network.kernel.Activation;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Small models with seeded weights, one or two of each shape. */
public final class ShapeModels {
    private static final PointEncoding POINTS = PointEncoding.unscaled(List.of("x", "y"));
    private static final Vocabulary LETTERS = new Vocabulary(Vocabulary.Kind.CHARACTERS, List.of("a", "b", "c", "d"));
    private static final Vocabulary SOUNDS =
            new Vocabulary(Vocabulary.Kind.WORDS, List.of("<s>", "AH", "B", "K", "</s>"));

    private ShapeModels() {}

    /** N→N: the next letter. */
    public static StreamModel letters(TokenEncoding.Form form) {
        TokenEncoding encoding = new TokenEncoding(LETTERS, form);
        Layer first = form == TokenEncoding.Form.IDS ? new Layer.Embedding("in", 4, 3, false) : lstm("in", true);
        return model(
                new Architecture(encoding.inputs(), List.of(first, lstm("lstm", true), softmax(4))),
                encoding,
                Optional.empty());
    }

    /** N→1: in or out. */
    public static StreamModel label() {
        return model(
                new Architecture(2, List.of(lstm("lstm", false), softmax(2))),
                POINTS,
                Optional.of(new Target.Labels(List.of("in", "out"))));
    }

    /** N→1: one probability for two labels, from letters. */
    public static StreamModel binary() {
        return model(
                new Architecture(
                        4, List.of(lstm("lstm", false), new Layer.Dense("dense", 1, Activation.SIGMOID, true))),
                new TokenEncoding(LETTERS, TokenEncoding.Form.ONE_HOT),
                Optional.of(new Target.Labels(List.of("no", "yes"))));
    }

    /** N→1 or N→N that sees both sides. */
    public static StreamModel bidirectional(boolean sequences) {
        Layer both =
                WrapperLayer.Bidirectional.of("both", lstm("lstm", sequences), WrapperLayer.Bidirectional.Mode.CONCAT);
        return model(
                new Architecture(2, List.of(both, softmax(3))),
                POINTS,
                Optional.of(new Target.Labels(List.of("one", "two", "three"))));
    }

    /** 1→N: values of their own, the input at the first step only. */
    public static StreamModel onwards() {
        Target values =
                new Target.Values(List.of("u", "v", "w"), new Scaling(List.of(1.0, 2.0, 3.0), List.of(0.5, 1.0, 2.0)));
        return model(
                new Architecture(2, List.of(lstm("lstm", true), new Layer.Dense("dense", 3, Activation.LINEAR, true))),
                POINTS,
                Optional.of(values));
    }

    /** 1→N: the input at every step. */
    public static StreamModel repeated(int times) {
        GraphBuilder graph = new GraphBuilder();
        Tensor in = graph.input("in", Shape.vector(2));
        Tensor repeated = graph.add(new PlainLayer.RepeatVector("repeat", times), in);
        Tensor read = graph.add(lstm("lstm", true), repeated);
        Tensor out = graph.add(new Layer.Dense("dense", 2, Activation.LINEAR, true), read);
        return model(graph.build(out), POINTS, Optional.of(new Target.Values(List.of("u", "v"), Scaling.none(2))));
    }

    /** N→M: letters to sounds. */
    public static StreamModel sounds(TokenEncoding.Form form) {
        TokenEncoding letters = new TokenEncoding(LETTERS, form);
        TokenEncoding sounds = new TokenEncoding(SOUNDS, form).withStart("<s>").withEnd("</s>");
        GraphBuilder graph = new GraphBuilder();
        Tensor in = graph.input("letters", Shape.sequence(letters.inputs()));
        Tensor target = graph.input("sounds", Shape.sequence(sounds.inputs()));
        if (form == TokenEncoding.Form.IDS) {
            in = graph.add(new Layer.Embedding("letter", 4, 3, false), in);
            target = graph.add(new Layer.Embedding("sound", 5, 3, false), target);
        }
        RecurrentLayer.Lstm encoder = lstm("encoder", false);
        List<Tensor> state = graph.addAll(
                encoder.with("encoder", encoder.recurrence().withReturnState(true)), List.of(in), List.of());
        Tensor read = graph.addAll(lstm("decoder", true), List.of(target), state.subList(1, 3))
                .get(0);
        return model(graph.build(graph.add(softmax(5), read)), letters, Optional.of(sounds));
    }

    private static RecurrentLayer.Lstm lstm(String name, boolean sequences) {
        return new RecurrentLayer.Lstm(name, 5, Activation.TANH, Activation.SIGMOID, true, sequences);
    }

    private static Layer softmax(int units) {
        return new Layer.Dense("softmax", units, Activation.SOFTMAX, true);
    }

    private static StreamModel model(Architecture architecture, Encoding encoding, Optional<Target> target) {
        Random random = new Random(11);
        float[] values = new float[architecture.parameterCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        SequenceModel network = new SequenceModel(new Weights(architecture, values));
        return new StreamModel(new ModelVersion("shape", "1"), network, encoding, target);
    }
}

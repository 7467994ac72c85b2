package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.encoding.TokenEncoding;
import io.millrace.network.Batch;
import io.millrace.network.GraphRunner;
import io.millrace.network.SequenceRunner;
import io.millrace.network.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When each shape answers, and with what. */
class ShapesTest {
    private static Answer answer(List<Result> results) {
        assertEquals(1, results.size());
        return (Answer) results.get(0);
    }

    private static double probability(Answer.Outcome outcome, String label) {
        return ((Answer.Choice) outcome)
                .top().stream()
                        .filter(scored -> scored.label().equals(label))
                        .findFirst()
                        .orElseThrow()
                        .probability();
    }

    @ParameterizedTest
    @EnumSource(TokenEncoding.Form.class)
    void theNextTokenComesWithItsProbabilitiesAndTheSurpriseAtThisOne(TokenEncoding.Form form) {
        Answered stream = new Answered(
                ShapeModels.letters(form),
                StreamSettings.of(Predict.NEXT).withTop(4).withAhead(2));

        Answer first = answer(stream.point(0));
        Answer second = answer(stream.point(2));
        Answer third = answer(stream.point(2));

        assertEquals("a", first.token().orElseThrow());
        assertEquals(false, first.hasError());
        assertEquals(2, ((Answer.Choice) first.outcome()).ahead().size());
        double sum = ((Answer.Choice) first.outcome())
                .top().stream().mapToDouble(Answer.Scored::probability).sum();
        assertEquals(1, sum, 1e-6);
        assertEquals(-Math.log(probability(first.outcome(), "c")), second.error(), 1e-12);
        assertEquals(-Math.log(probability(second.outcome(), "c")), third.error(), 1e-12);
        assertEquals(-Math.log(1 / 5.0), second.baselineError(), 1e-12, "c never came, a once");
        assertEquals(-Math.log(2 / 6.0), third.baselineError(), 1e-12, "a came once, c once");
    }

    @Test
    void lookingAheadIsWhatComesIfEachTimeTheLikeliestTokenComes() {
        StreamModel model = ShapeModels.letters(TokenEncoding.Form.ONE_HOT);
        Answered ahead = new Answered(model, StreamSettings.of(Predict.NEXT).withAhead(3));
        Answered fed = new Answered(model, StreamSettings.of(Predict.NEXT));
        ahead.point(1);
        Answer.Choice all = (Answer.Choice) answer(ahead.point(3)).outcome();
        fed.point(1);
        List<String> expected = new ArrayList<>();
        String label = ((Answer.Choice) answer(fed.point(3)).outcome()).label();
        for (int step = 0; step < 3; step++) {
            label = ((Answer.Choice) answer(fed.point("abcd".indexOf(label))).outcome()).label();
            expected.add(label);
        }
        assertEquals(expected, all.ahead());
    }

    @Test
    void theEndOfASequenceYieldsItsLabel() {
        StreamModel model = ShapeModels.label();
        Answered stream = new Answered(model, StreamSettings.of(Predict.LABEL));
        assertTrue(stream.point(0.5, 1).isEmpty());
        assertTrue(stream.point(-0.5, 2).isEmpty());
        Answer answer = answer(stream.end());

        float[] whole =
                new SequenceRunner(model.network(), Kernels.best(), 1).run(1, 2, new float[] {0.5f, 1, -0.5f, 2});
        assertEquals(Answer.Standing.FINAL, answer.standing());
        assertEquals(2, answer.n());
        assertEquals(whole[0] > whole[1] ? "in" : "out", ((Answer.Choice) answer.outcome()).label());
        assertEquals(whole[0], probability(answer.outcome(), "in"));
        assertTrue(stream.end().isEmpty(), "a sequence ends once");
        assertEquals(1, answer(stream.last(0.5, 1)).n(), "and the next begins anew");
    }

    @Test
    void aRunningLabelIsProvisionalUntilTheEnd() {
        Answered stream = new Answered(
                ShapeModels.binary(), StreamSettings.of(Predict.LABEL).withRunning(true));
        Answer running = answer(stream.point(1));
        Answer last = answer(stream.end());

        assertEquals(Answer.Standing.PROVISIONAL, running.standing());
        assertEquals(Answer.Standing.FINAL, last.standing());
        assertEquals(running.outcome(), last.outcome());
        assertEquals(1, probability(last.outcome(), "no") + probability(last.outcome(), "yes"), 1e-12);
    }

    @Test
    void aNetworkThatSeesBothSidesLooksAtAWindowAndAtLastAtTheWholeSequence() {
        StreamModel model = ShapeModels.bidirectional(true);
        Answered stream = new Answered(
                model, StreamSettings.of(Predict.NEXT).withWindow(2, 100).withTop(1));
        Answer provisional = null;
        float[] inputs = {1, 2, -1, 0.5f, 3, 3};
        for (int step = 0; step < 3; step++) {
            provisional = answer(stream.point(inputs[2 * step], inputs[2 * step + 1]));
        }
        Answer last = answer(stream.end());

        GraphRunner runner = new GraphRunner(model.network(), Kernels.best(), 1);
        float[] window = runner.run(Batch.sequences(1, 2, 2, new float[] {-1, 0.5f, 3, 3}))
                .get(0)
                .values();
        float[] whole = runner.run(Batch.sequences(1, 3, 2, inputs)).get(0).values();
        assertEquals(Answer.Standing.PROVISIONAL, provisional.standing());
        assertEquals(largest(window, 3), ((Answer.Choice) provisional.outcome()).label());
        assertEquals(Answer.Standing.FINAL, last.standing());
        assertEquals(
                List.of(largest(whole, 0), largest(whole, 3), largest(whole, 6)),
                ((Answer.Symbols) last.outcome()).outputs());
    }

    private static String largest(float[] values, int at) {
        int largest = 0;
        for (int i = 1; i < 3; i++) {
            largest = values[at + i] > values[at + largest] ? i : largest;
        }
        return List.of("one", "two", "three").get(largest);
    }

    @Test
    void aFinishedSequenceIsSeenNoFurtherBackThanTheLongest() {
        StreamModel model = ShapeModels.bidirectional(false);
        StreamSettings settings = StreamSettings.of(Predict.LABEL).withWindow(2, 3);
        Answered all = new Answered(model, settings);
        Answered end = new Answered(model, settings);
        double[][] points = {{9, 9}, {1, 2}, {-1, 0.5}, {3, 3}};
        for (int i = 0; i < 4; i++) {
            all.point(points[i]);
            if (i > 0) {
                end.point(points[i]);
            }
        }
        assertEquals(answer(end.end()).outcome(), answer(all.end()).outcome());
    }

    @Test
    void oneRecordYieldsSeveralOutputsTheInputFirstAndThenZeros() {
        StreamModel model = ShapeModels.onwards();
        Answered stream =
                new Answered(model, StreamSettings.of(Predict.GENERATE).withSteps(4));
        Answer answer = answer(stream.only(0.3f, -1));

        float[] whole = new SequenceRunner(model.network(), Kernels.best(), 1)
                .run(1, 4, new float[] {0.3f, -1, 0, 0, 0, 0, 0, 0});
        List<List<Double>> outputs = ((Answer.Series) answer.outcome()).outputs();
        assertEquals(4, outputs.size());
        for (int step = 0; step < 4; step++) {
            assertEquals(1 + 0.5 * whole[3 * step], outputs.get(step).get(0));
            assertEquals(3 + 2.0 * whole[3 * step + 2], outputs.get(step).get(2));
        }
        assertEquals(Answer.Standing.PLAIN, answer.standing());
        assertEquals(0, stream.states.size(), "nothing is left to remember");
    }

    @Test
    void oneRecordIsReadAtEveryStepWhereTheModelRepeatsIt() {
        StreamModel model = ShapeModels.repeated(5);
        Answered stream = new Answered(model, StreamSettings.of(Predict.GENERATE));
        Answer answer = answer(stream.only(0.3f, -1));

        float[] whole = new GraphRunner(model.network(), Kernels.best(), 1)
                .run(Batch.vectors(1, 2, new float[] {0.3f, -1}))
                .get(0)
                .values();
        List<Double> flat = ((Answer.Series) answer.outcome())
                .outputs().stream().flatMap(List::stream).toList();
        assertEquals(10, flat.size());
        for (int i = 0; i < 10; i++) {
            assertEquals((double) whole[i], flat.get(i));
        }
    }

    @Test
    void aModelOfNextPointsGeneratesByFeedingThemBack() {
        StreamModel model = StreamModels.lstm(4, "1");
        Answered generated =
                new Answered(model, StreamSettings.of(Predict.GENERATE).withSteps(4));
        Answered predicted = new Answered(model, StreamSettings.next(3, Baseline.CONSTANT_POSITION));
        List<List<Double>> outputs =
                ((Answer.Series) answer(generated.only(1, 2)).outcome()).outputs();
        Prediction prediction = (Prediction) predicted.point(1, 2).get(0);

        assertEquals(4, outputs.size());
        assertEquals(prediction.next()[1], outputs.get(0).get(1));
        assertEquals(prediction.ahead().get(2)[0], outputs.get(3).get(0));
    }

    @ParameterizedTest
    @EnumSource(TokenEncoding.Form.class)
    void theEndOfASequenceIsDecodedUpToTheEndTokenOrTheLimit(TokenEncoding.Form form) {
        StreamModel model = ShapeModels.sounds(form);
        Answered greedy = new Answered(model, StreamSettings.of(Predict.DECODE).withSteps(6));
        Answered beam = new Answered(
                model,
                StreamSettings.of(Predict.DECODE).withSteps(6).withBeam(8).withRunning(true));
        assertTrue(greedy.point(0).isEmpty());
        assertTrue(greedy.point(3).isEmpty());
        Answer.Symbols one = (Answer.Symbols) answer(greedy.last(1)).outcome();

        beam.point(0);
        beam.point(3);
        Answer running = answer(beam.point(1));
        Answer best = answer(beam.end());
        Answer.Symbols found = (Answer.Symbols) best.outcome();

        assertTrue(one.outputs().size() <= 6);
        assertEquals(String.join(" ", one.outputs()), one.text());
        assertEquals(Answer.Standing.PROVISIONAL, running.standing());
        assertEquals(running.outcome(), best.outcome());
        assertTrue(mean(found, 6) >= mean(one, 6) - 1e-12, one + " " + found);
    }

    /** The end token counts where the limit was not reached. */
    private static double mean(Answer.Symbols symbols, int limit) {
        int tokens = Math.min(limit, symbols.outputs().size() + 1);
        return symbols.logProbability() / tokens;
    }

    @Test
    void whatAModelCannotDoIsRefusedInOneLine() {
        assertRefused(
                "model shape: predict: label: expected a network with one output a sequence (return_sequences off in its"
                        + " last recurrent layer), found one with an output a step; predict: next serves it",
                ShapeModels.letters(TokenEncoding.Form.ONE_HOT)
                        .withTarget(ShapeModels.label().target().orElseThrow()),
                StreamSettings.of(Predict.LABEL));
        assertRefused(
                "model: expected an encoder and a decoder (initial_state or RepeatVector), found neither",
                ShapeModels.label(),
                StreamSettings.of(Predict.DECODE));
        assertRefused(
                "model shape: predict: generate: expected a network that can be stepped, found ",
                ShapeModels.bidirectional(true),
                StreamSettings.of(Predict.GENERATE));
        assertRefused(
                "model shape: predict: next: expected a network with 2 inputs, for raw of [x, y], found 4 inputs",
                new StreamModel(
                        new ModelVersion("shape", "1"),
                        ShapeModels.letters(TokenEncoding.Form.ONE_HOT).network(),
                        ShapeModels.label().encoding()),
                StreamSettings.of(Predict.NEXT));
        assertRefused(
                "model shape: predict: generate: expected a decoder of tokens, for a beam, found one of other values",
                ShapeModels.repeated(3),
                StreamSettings.of(Predict.GENERATE).withBeam(2));
    }

    private static void assertRefused(String message, StreamModel model, StreamSettings settings) {
        String found = assertThrows(IllegalArgumentException.class, () -> new StreamTask(model, settings))
                .getMessage();
        assertTrue(found.startsWith(message), found);
    }
}

package io.millrace.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.millrace.encoding.Vocabulary;
import io.millrace.stream.Answer;
import io.millrace.stream.ModelVersion;
import io.millrace.stream.Prediction;
import io.millrace.stream.StreamKey;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bytes that a record leaves behind on the heap, besides what was asked for. */
class CodecGarbageTest {
    /** A call, which makes something of so many bytes. */
    private interface Call {
        int make(int i) throws RejectedException;
    }

    private static final int WARM = 20_000;
    private static final int CALLS = 10_000;
    private static final int ARRAY = 16 + 7; // header and length, and the padding of what follows
    private static final ModelVersion MODEL = new ModelVersion("ball", "1");

    private static double garbage(Call call) throws RejectedException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM; i++) {
            call.make(i);
        }
        long wanted = 0;
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < CALLS; i++) {
            wanted += call.make(i);
        }
        long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        return (double) (after - before - wanted) / CALLS;
    }

    private static void assertGarbage(int most, Call call) throws RejectedException {
        double found = garbage(call);
        assertTrue(found <= most, () -> "expected at most " + most + " bytes a record, found " + found);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aPointIsReadIntoItsNumbersAndNothingElse() throws RejectedException {
        PointDecoder decoder = new PointDecoder(List.of("x", "y", "z"));
        byte[][] points = {
            utf8("{\"x\":1.561581040188955,\"y\":-0.6081826070068602,\"z\":1e-7}"),
            utf8("{\"z\":3,\"sensor\":\"north\",\"x\":0.25,\"y\":17}"),
            utf8("[0.1,-3,12.75]")
        };
        assertGarbage(48, i -> ARRAY + Double.BYTES * decoder.decode(points[i % points.length]).length);
    }

    /** A stack trace alone would be some thousand bytes, a parser's buffers too. */
    @Test
    void whatIsNoPointLeavesItsReasonAndNothingElse() throws RejectedException {
        PointDecoder decoder = new PointDecoder(List.of("x", "y"));
        byte[][] values = {
            utf8("hello 7"),
            utf8("{\"x\":7,\"y\":"),
            utf8("{\"x\":7 \"y\":2}"),
            utf8("{\"x\":7}"),
            utf8("{\"x\":\"7\",\"y\":2}"),
            utf8("{\"x\":1e999,\"y\":7}"),
            utf8("[7,2,3]"),
            utf8("[".repeat(1000)),
            utf8("[1," + "9".repeat(1001) + "]"),
            {(byte) 0xFF, 1, 2},
            new byte[ValueDecoder.MAX_BYTES + 1]
        };
        assertGarbage(400, i -> {
            try {
                return decoder.decode(values[i % values.length]).length;
            } catch (RejectedException rejected) {
                return 0;
            }
        });
    }

    @Test
    void aTokenIsReadIntoItsTextAndNumber() throws RejectedException {
        TokenDecoder decoder = new TokenDecoder(new Vocabulary(Vocabulary.Kind.CHARACTERS, List.of("a", "é")));
        byte[] token = utf8("\"é\"");
        assertGarbage(160, i -> ARRAY + Double.BYTES * decoder.decode(token).length);
    }

    @Test
    void aPredictionIsWrittenIntoItsBytesAndLittleElse() throws RejectedException {
        PredictionJson json = new PredictionJson();
        double[] point = {1.561581040188955, -0.6081826070068602, 1e-7};
        Prediction prediction = new Prediction(
                StreamKey.of("ball-7"), 3, 1_700_000_000_000L, MODEL, point, point, List.of(point, point), 0.1, 0.2);
        assertGarbage(96, i -> ARRAY + json.write(prediction).length);
    }

    @Test
    void anAnswerIsWrittenIntoItsBytesAndLittleElse() throws RejectedException {
        AnswerJson json = new AnswerJson();
        List<Answer.Scored> top = List.of(new Answer.Scored("b", 0.7512345678), new Answer.Scored("c", 0.125));
        Answer answer = new Answer(
                StreamKey.of("text-7"),
                3,
                1_700_000_000_000L,
                MODEL,
                Optional.of("a"),
                new Answer.Choice(top, List.of("d", "e")),
                Answer.Standing.PLAIN,
                0.1,
                0.2);
        assertGarbage(160, i -> ARRAY + json.write(answer).length);
    }
}

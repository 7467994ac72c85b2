package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamRowsTest {
    private static final float[] THREE = {1.5f, -0f, Float.MIN_VALUE};

    private final StreamRows rows = new StreamRows(7, 2, 3);

    @Test
    void keysOfEveryLengthAreTheSameAgain() {
        Random random = new Random(1);
        List<StreamKey> keys = new ArrayList<>();
        for (int length = 0; length < 40; length++) {
            byte[] bytes = new byte[length];
            keys.add(StreamKey.of(bytes)); // zeros, which only their number tells apart
            random.nextBytes(bytes);
            keys.add(StreamKey.of(bytes));
        }
        List<StreamState> streams = new ArrayList<>();
        StreamTable table = new StreamTable(rows);
        for (StreamKey key : keys.subList(1, keys.size())) {
            assertNull(table.get(key));
            StreamState stream = StreamState.of(rows, key);
            table.add(stream);
            streams.add(stream);
        }
        for (StreamState stream : streams) {
            assertEquals(stream, table.get(stream.key()));
        }
        assertEquals(
                keys.subList(1, keys.size()),
                streams.stream().map(StreamState::key).toList());
    }

    @Test
    void numbersDoNotGetIntoOneAnothersWay() {
        List<StreamState> streams = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            streams.add(filled(i));
        }
        for (int i = 0; i < streams.size(); i++) {
            StreamState stream = streams.get(i);
            assertEquals(7, stream.partition());
            assertEquals(i, stream.n());
            assertEquals(-i, stream.offset());
            assertEquals(Long.MAX_VALUE - i, stream.timestamp());
            assertEquals(Long.MIN_VALUE + i, stream.heard());
            assertArrayEquals(new double[] {i, -0.0}, stream.memory());
            assertArrayEquals(THREE, stream.output());
            assertEquals(i, stream.slot());
            assertEquals(-i, stream.owner());
            assertTrue(stream.isChanged());
            assertFalse(stream.isWritten());
            assertEquals(1, stream.queue());
            assertEquals(1, stream.unqueue());
            assertArrayEquals(new double[] {i}, stream.window());
        }
    }

    private StreamState filled(int i) {
        StreamState stream = StreamState.of(rows, StreamKey.of("s" + i));
        stream.taken(i, -i, Long.MAX_VALUE - i);
        stream.heard(Long.MIN_VALUE + i);
        stream.remember(new double[] {99, i, -0.0}, 1);
        stream.keep(new float[] {99, THREE[0], THREE[1], THREE[2]}, 1, 3);
        stream.occupy(i, -i);
        stream.queue();
        stream.changed(true);
        stream.written(true);
        stream.written(false);
        stream.window(new double[] {i});
        return stream;
    }

    @Test
    void whoComesAfterAnotherFindsNothingOfIt() {
        StreamState left = filled(5);
        left.keep(new float[] {1, 2, 3, 4}, 0, 4);
        left.order(new OrderBuffer());
        rows.release(left.row);
        StreamState stream = StreamState.of(rows, StreamKey.of("next"));
        assertEquals(left.row, stream.row);
        assertEquals(StreamKey.of("next"), stream.key());
        assertEquals(0, stream.n());
        assertEquals(Forgetting.NO_TIME, stream.heard());
        assertArrayEquals(new double[2], stream.memory());
        assertArrayEquals(new float[3], stream.output());
        assertEquals(0, stream.owner());
        assertFalse(stream.isChanged());
        assertEquals(0, stream.queue());
        assertEquals(0, stream.window().length);
        assertNull(stream.order());
    }

    @Test
    void aLongMemoryHasAPageOfItsOwn() {
        StreamRows wide = new StreamRows(0, 10_000, 0);
        for (int i = 1; i < 20; i++) {
            StreamState stream = StreamState.of(wide, StreamKey.of("s" + i));
            double[] memory = new double[10_000];
            memory[9_999] = i;
            stream.remember(memory, 0);
            assertArrayEquals(memory, new StreamState(wide, i).memory());
            assertEquals(10_000, stream.memories().length);
        }
    }

    @Test
    void anotherNetworkMayPutOutMoreOrLess() {
        StreamState stream = StreamState.of(rows, StreamKey.of("s"));
        for (int count : new int[] {3, 1, 8, 3, 0}) {
            float[] outputs = new float[count];
            for (int i = 0; i < count; i++) {
                outputs[i] = count + i;
            }
            stream.keep(outputs, 0, count);
            assertArrayEquals(outputs, stream.output());
        }
    }
}

package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamTableTest {
    /** A linked map in access order is the same thing, only larger. */
    @Test
    void itHoldsWhatAMapHoldsInTheOrderOfTouch() {
        StreamTable table = new StreamTable();
        Map<StreamKey, StreamState> map = new LinkedHashMap<>(16, 0.75f, true);
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            StreamKey key = StreamKey.of("s" + random.nextInt(1 + i / 20));
            StreamState held = map.get(key);
            assertSame(held, table.get(key));
            if (held == null) {
                StreamState stream = new StreamState(key, 0, 0);
                table.add(stream);
                map.put(key, stream);
            } else if (random.nextInt(3) == 0) {
                table.remove(held);
                map.remove(key);
            } else {
                table.touch(held);
            }
        }
        List<StreamState> inOrder = new ArrayList<>();
        table.forEach(inOrder::add);
        assertEquals(List.copyOf(map.values()), inOrder);
        assertEquals(map.size(), table.size());
        inOrder.forEach(table::remove);
        assertNull(table.oldest());
    }

    @Test
    void whoIsHeardOfLateOrComesBackFindsItsPlace() {
        StreamTable table = new StreamTable();
        StreamState ten = add(table, "ten", 10);
        StreamState thirty = add(table, "thirty", 30);
        StreamState twenty = add(table, "twenty", 20);
        table.touch(twenty);
        assertEquals(List.of(ten, twenty, thirty), inOrder(table));

        StreamState fifteen = add(table, "fifteen", 15);
        table.setBack(fifteen);
        assertEquals(List.of(ten, fifteen, twenty, thirty), inOrder(table));

        StreamState forty = add(table, "forty", 40);
        table.setBack(forty);
        StreamState five = add(table, "five", 5);
        table.setBack(five);
        assertEquals(List.of(five, ten, fifteen, twenty, thirty, forty), inOrder(table));
    }

    @Test
    void whatWasRestoredIsBroughtIntoOrder() {
        StreamTable table = new StreamTable();
        StreamState two = add(table, "two", 2);
        StreamState three = add(table, "three", 3);
        StreamState one = add(table, "one", 1);
        table.arrange();
        assertEquals(List.of(one, two, three), inOrder(table));
        table.remove(three);
        table.remove(one);
        assertEquals(List.of(two), inOrder(table));
    }

    private static StreamState add(StreamTable table, String key, long heard) {
        StreamState stream = new StreamState(StreamKey.of(key), 0, 0);
        stream.heard = heard;
        table.add(stream);
        return stream;
    }

    private static List<StreamState> inOrder(StreamTable table) {
        List<StreamState> inOrder = new ArrayList<>();
        table.forEach(inOrder::add);
        return inOrder;
    }
}

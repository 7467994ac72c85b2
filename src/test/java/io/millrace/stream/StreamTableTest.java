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
}

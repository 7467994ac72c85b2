package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamTableTest {
    /** A map is the same thing, only larger. */
    @Test
    void itHoldsWhatAMapHolds() {
        StreamRows rows = new StreamRows(0, 0, 0);
        StreamTable table = new StreamTable(rows);
        Map<StreamKey, StreamState> map = new HashMap<>();
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            StreamKey key = StreamKey.of("s" + random.nextInt(1 + i / 20));
            StreamState held = map.get(key);
            assertEquals(held, table.get(key));
            if (held == null) {
                StreamState stream = StreamState.of(rows, key);
                table.add(stream);
                map.put(key, stream);
            } else if (random.nextInt(3) == 0) {
                table.remove(held);
                map.remove(key);
            }
        }
        Set<StreamState> all = new HashSet<>();
        table.forEach(all::add);
        assertEquals(Set.copyOf(map.values()), all);
        assertEquals(map.size(), table.size());
        all.forEach(table::remove);
        table.forEach(left -> {
            throw new AssertionError(left.key());
        });
        assertEquals(0, table.size());
    }
}

package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuietStreamsTest {
    private final StreamRows rows = new StreamRows(0, 0, 0);
    private final QuietStreams quiet = new QuietStreams(rows);

    /** A linked map in access order is the same thing, only larger. */
    @Test
    void theyAreInTheOrderOfTouch() {
        Map<StreamKey, StreamState> map = new LinkedHashMap<>(16, 0.75f, true);
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            StreamKey key = StreamKey.of("s" + random.nextInt(1 + i / 20));
            StreamState held = map.get(key);
            if (held == null) {
                map.put(key, append(key.toString(), 0));
            } else if (random.nextInt(3) == 0) {
                quiet.remove(held);
                map.remove(key);
            } else {
                quiet.touch(held);
            }
        }
        assertEquals(List.copyOf(map.values()), drained());
    }

    @Test
    void whoIsHeardOfLateOrComesBackFindsItsPlace() {
        StreamState ten = append("ten", 10);
        StreamState thirty = append("thirty", 30);
        StreamState twenty = append("twenty", 20);
        quiet.touch(twenty);
        StreamState fifteen = append("fifteen", 15);
        quiet.setBack(fifteen);
        StreamState forty = append("forty", 40);
        quiet.setBack(forty);
        StreamState five = append("five", 5);
        quiet.setBack(five);
        assertEquals(List.of(five, ten, fifteen, twenty, thirty, forty), drained());
    }

    @Test
    void whatWasRestoredIsBroughtIntoOrder() {
        StreamState two = append("two", 2);
        StreamState three = append("three", 3);
        StreamState one = append("one", 1);
        quiet.arrange();
        assertEquals(List.of(one, two, three), drained());
    }

    @Test
    void whatWasWrittenFindsItsPlacesAmongTheOthers() {
        StreamState ten = append("ten", 10);
        StreamState twenty = append("twenty", 20);
        StreamState thirty = append("thirty", 30);
        StreamState five = stream("five", 5);
        StreamState twentyToo = stream("twenty, too", 20);
        StreamState twentyFive = stream("twenty-five", 25);
        StreamState forty = stream("forty", 40);
        List<StreamState> written = new ArrayList<>(List.of(forty, twentyToo, five, twentyFive));
        quiet.merge(written);
        assertEquals(List.of(five, twentyToo, twentyFive, forty), written);
        assertEquals(List.of(five, ten, twenty, twentyToo, twentyFive, thirty, forty), drained());
        quiet.merge(written);
        assertEquals(List.of(five, twentyToo, twentyFive, forty), drained());
    }

    private StreamState append(String key, long heard) {
        StreamState stream = stream(key, heard);
        quiet.append(stream);
        return stream;
    }

    private StreamState stream(String key, long heard) {
        StreamState stream = StreamState.of(rows, StreamKey.of(key));
        stream.heard(heard);
        return stream;
    }

    /** Takes them away, the oldest first. */
    private List<StreamState> drained() {
        List<StreamState> inOrder = new ArrayList<>();
        for (StreamState oldest = quiet.oldest(); oldest != null; oldest = quiet.oldest()) {
            inOrder.add(oldest);
            quiet.remove(oldest);
        }
        return inOrder;
    }
}

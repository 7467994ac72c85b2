package io.millrace.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PointOrderTest {
    private static final StreamKey A = StreamKey.of("a");
    private static final byte[] RECORD = {1};

    private final StreamTask task =
            new StreamTask(StreamModels.linear(1, 1), StreamSettings.next(0, Baseline.CONSTANT_POSITION));
    private StreamStates states;
    private PointOrder order;

    private void order(Order.By by, long patience, int most) {
        Forgetting forgetting =
                new Forgetting(Optional.of(Duration.ofMillis(1000)), Optional.empty(), Forgetting.Time.EVENT);
        states = new StreamStates(task, forgetting, StreamStore.NONE, Integer.MAX_VALUE);
        states.open(0);
        order = new PointOrder(new Order(by, Duration.ofMillis(patience), most), forgetting, states);
    }

    /** What is let go when a point comes, or what else became of it. */
    private String comes(long place, long time) {
        List<HeldPoint> let = new ArrayList<>();
        PointOrder.Fate fate = order.arrive(0, A, place, time, RECORD, let);
        return fate == PointOrder.Fate.TAKEN ? places(let) : fate.toString();
    }

    private String passes(long time) {
        Map<StreamKey, List<HeldPoint>> let = new LinkedHashMap<>();
        order.pass(0, time, let);
        return places(let.getOrDefault(A, List.of()));
    }

    private static String places(List<HeldPoint> let) {
        return let.stream().map(HeldPoint::place).toList().toString();
    }

    @Test
    void numbersGoOnInOrder() {
        order(Order.By.NUMBER, 100, 10);
        assertEquals("[7]", comes(7, 0));
        assertEquals("[]", comes(9, 1));
        assertEquals("[]", comes(10, 2));
        assertEquals("[8, 9, 10]", comes(8, 3));
        assertEquals("[11]", comes(11, 4));
    }

    @Test
    void aMissingNumberIsWaitedForOnlySoLong() {
        order(Order.By.NUMBER, 100, 10);
        comes(1, 0);
        comes(5, 10);
        comes(3, 20);
        assertEquals("[]", passes(109));
        assertEquals("[3, 5]", passes(110), "those before one that is due go with it");
        assertEquals("LATE", comes(2, 111));
        assertEquals("DUPLICATE", comes(3, 111));
        assertEquals("LATE", comes(4, 111));
        assertEquals("[6]", comes(6, 111));
        assertEquals("LATE", comes(0, 112), "nobody knows whether it was taken");
    }

    @Test
    void aNumberThatWaitsIsNotTakenTwice() {
        order(Order.By.NUMBER, 100, 10);
        comes(1, 0);
        comes(3, 0);
        assertEquals("DUPLICATE", comes(3, 0));
        assertEquals("[2, 3]", comes(2, 0));
    }

    @Test
    void noMoreWaitThanThereIsRoomFor() {
        order(Order.By.NUMBER, 100, 2);
        comes(1, 0);
        comes(3, 0);
        comes(5, 0);
        assertEquals("[3]", comes(7, 0));
        assertEquals("[4, 5]", comes(4, 0));
    }

    @Test
    void timestampsGoOnWhenNoneBeforeThemMayCome() {
        order(Order.By.TIME, 100, 10);
        assertEquals("[]", comes(1000, 1000));
        assertEquals("[]", comes(950, 1000));
        assertEquals("[]", comes(1000, 1000), "the same timestamp is another point");
        assertEquals("[950]", passes(1050));
        assertEquals("[1000, 1000]", passes(1100));
        assertEquals("LATE", comes(999, 1100));
        assertEquals("[1000]", comes(1000, 1100), "late, but not behind another");
    }

    @Test
    void anIdleStreamBeginsAtAnyNumber() {
        order(Order.By.NUMBER, 100, 10);
        comes(50, 0);
        assertEquals("[1]", comes(1, 1001));
        assertEquals("DUPLICATE", comes(1, 2001));
    }

    @Test
    void whatWaitsAndWhatWasPassedReadsBack() {
        OrderBuffer buffer = new OrderBuffer();
        buffer.heard = 9;
        buffer.advance(1);
        for (int number = 3; number < 100; number += 2) {
            buffer.skipTo(number);
            buffer.advance(number + 1);
        }
        buffer.add(new HeldPoint(120, 7, 8, new byte[] {1, 2}));
        buffer.add(new HeldPoint(110, 5, 6, new byte[0]));
        byte[] bytes = buffer.toBytes();
        OrderBuffer read = OrderBuffer.of(bytes);
        assertArrayEquals(bytes, read.toBytes());
        assertEquals(110, read.first().place());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(IllegalArgumentException.class, () -> OrderBuffer.of(cut));
        }
        assertEquals(2, read.bytes());
        assertEquals(true, read.wasTaken(99));
        assertEquals(false, read.wasTaken(98));
        assertEquals(false, read.wasTaken(3), "too many were left out to know them all");
    }

    @Test
    void whatOthersHaveLetGoIsNotWaitedFor() {
        order(Order.By.NUMBER, 100, 10);
        comes(1, 1000);
        comes(3, 1010);
        order.overtaken(0, 1110);
        assertTrue(order.isDue(0, 1110), "not before its time");
        order.overtaken(0, 1111);
        assertFalse(order.isDue(0, 9999));
    }

    @Test
    void noPatienceAtAllIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Order(Order.By.TIME, Duration.ZERO, 1));
        assertThrows(IllegalArgumentException.class, () -> new Order(Order.By.TIME, Duration.ofSeconds(1), 0));
    }
}

package io.millrace.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateSlabTest {
    private final StateSlab slab = new StateSlab(3);

    @Test
    void slotsDoNotOverlapOverManyPages() {
        int count = 2000;
        int[] slots = new int[count];
        Set<Integer> distinct = new HashSet<>();
        for (int i = 0; i < count; i++) {
            slots[i] = slab.acquire();
            distinct.add(slots[i]);
            write(slots[i], i);
        }
        assertEquals(count, distinct.size());
        assertEquals(count, slab.held());
        for (int i = 0; i < count; i++) {
            assertArrayEquals(new float[] {i, i, i}, read(slots[i]));
        }
    }

    @Test
    void growingMovesNoState() {
        int slot = slab.acquire();
        float[] page = slab.page(slot);
        for (int i = 0; i < 1000; i++) {
            slab.acquire();
        }
        assertSame(page, slab.page(slot));
    }

    @Test
    void aSlotThatIsTakenAgainIsZero() {
        for (int i = 0; i < 1000; i++) {
            write(slab.acquire(), 7);
        }
        for (int slot = 0; slot < 1000; slot += 2) {
            slab.release(slot);
        }
        assertEquals(500, slab.held());
        for (int i = 0; i < 500; i++) {
            int slot = slab.acquire();
            assertTrue(slot % 2 == 0 && slot < 1000, "expected a slot that was given back, found " + slot);
            assertArrayEquals(new float[3], read(slot));
        }
        assertEquals(1000, slab.held());
        assertEquals(1000, slab.acquire());
    }

    @Test
    void clearingAndCopyingTouchOneSlotAlone() {
        int[] slots = {slab.acquire(), slab.acquire(), slab.acquire()};
        for (int i = 0; i < 3; i++) {
            write(slots[i], i + 1);
        }
        slab.clear(slots[1]);
        assertArrayEquals(new float[] {1, 1, 1}, read(slots[0]));
        assertArrayEquals(new float[3], read(slots[1]));
        assertArrayEquals(new float[] {3, 3, 3}, read(slots[2]));

        StateSlab other = new StateSlab(3);
        other.acquire();
        int there = other.acquire();
        Arrays.fill(other.page(there), other.at(there), other.at(there) + 3, 9);
        slab.copyFrom(other, there, slots[1]);
        assertArrayEquals(new float[] {1, 1, 1}, read(slots[0]));
        assertArrayEquals(new float[] {9, 9, 9}, read(slots[1]));
        assertArrayEquals(new float[] {3, 3, 3}, read(slots[2]));
    }

    private void write(int slot, float value) {
        Arrays.fill(slab.page(slot), slab.at(slot), slab.at(slot) + 3, value);
    }

    private float[] read(int slot) {
        return Arrays.copyOfRange(slab.page(slot), slab.at(slot), slab.at(slot) + 3);
    }
}

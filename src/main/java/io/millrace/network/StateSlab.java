package io.millrace.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The states of many streams, a slot each, in pages that never move: growing copies nothing. A fresh slot is zero.
 * Belongs to one thread.
 */
public final class StateSlab {
    private static final int PAGE_SLOTS = 256;

    private final int stateSize;
    private final List<float[]> pages = new ArrayList<>();
    private int[] free = new int[PAGE_SLOTS];
    private int freeCount;
    private int used;

    /** @param stateSize floats of one stream's state */
    public StateSlab(int stateSize) {
        this.stateSize = stateSize;
    }

    public int stateSize() {
        return stateSize;
    }

    /** Slots taken and not given back. */
    public int held() {
        return used - freeCount;
    }

    /** Takes a slot whose state is zero. */
    public int acquire() {
        if (freeCount > 0) {
            int slot = free[--freeCount];
            clear(slot);
            return slot;
        }
        if (used == pages.size() * PAGE_SLOTS) {
            pages.add(new float[PAGE_SLOTS * stateSize]);
        }
        return used++;
    }

    /** Gives a slot back. */
    public void release(int slot) {
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, 2 * freeCount);
        }
        free[freeCount++] = slot;
    }

    /** The state begins anew. */
    public void clear(int slot) {
        Arrays.fill(page(slot), at(slot), at(slot) + stateSize, 0f);
    }

    /** The array that holds the slot's state, from {@link #at} on. */
    public float[] page(int slot) {
        return pages.get(slot / PAGE_SLOTS);
    }

    /** Where the slot's state begins in its page. */
    public int at(int slot) {
        return slot % PAGE_SLOTS * stateSize;
    }

    /** Copies a state from another slab of the same state size. */
    public void copyFrom(StateSlab other, int otherSlot, int slot) {
        System.arraycopy(other.page(otherSlot), other.at(otherSlot), page(slot), at(slot), stateSize);
    }
}

package io.millrace.stream;

import java.util.Arrays;

/**
 * What the streams of one partition remember in numbers: a row each, in pages that never move, and their links to one another,
 * which are rows' numbers. A million streams cost no objects, and there are few places to look at for each: where points come
 * in no order, every one is another wait for memory. What few streams have stands beside, in columns. Belongs to one thread.
 */
final class StreamRows {
    /** No row. */
    static final int NONE = 0;

    private static final int PAGE_LONGS = 4096;
    private static final int MOST_PAGE_ROWS = 256;

    // Where numbers stand in a row: as longs, but for the last, which are ints, two of them in a long.
    static final int KEY = 0; // two words
    static final int N = 2;
    static final int OFFSET = 3;
    static final int TIMESTAMP = 4;
    static final int HEARD = 5;
    private static final int INTS = 6;
    private static final int WIDTH = 9;

    // Which of the ints.
    static final int SAME_BUCKET = 0; // belongs to the StreamTable
    static final int OLDER = 1; // these two belong to the StreamChain
    static final int NEWER = 2;
    static final int SLOT = 3;
    static final int OWNER = 4;
    static final int MARKS = 5;

    final int partition;
    final int memorySize;
    final int outputs;
    final StreamColumn<StreamKey> longKeys = new StreamColumn<>();
    final StreamColumn<double[]> windows = new StreamColumn<>();
    final StreamColumn<OrderBuffer> orders = new StreamColumn<>();
    final StreamColumn<float[]> otherOutputs = new StreamColumn<>(); // of networks with more or fewer than most have

    private final int shift;
    private long[][] pages = new long[1][];
    private double[][] memories = new double[1][];
    private float[][] newest = new float[1][]; // outputs
    private int used = 1; // rows, with that which stands for none
    private int free = NONE; // the first of them, linked as if in a bucket

    /**
     * @param memorySize doubles of a stream's memory
     * @param outputs of the network that reads most of the streams
     */
    StreamRows(int partition, int memorySize, int outputs) {
        this.partition = partition;
        this.memorySize = memorySize;
        this.outputs = outputs;
        int width = WIDTH + memorySize + outputs / 2;
        int rows = Math.min(MOST_PAGE_ROWS, Integer.highestOneBit(Math.max(1, PAGE_LONGS / width)));
        shift = Integer.numberOfTrailingZeros(rows);
    }

    /** Takes a row, all zero. */
    int acquire() {
        if (free != NONE) {
            int row = free;
            free = link(row, SAME_BUCKET);
            Arrays.fill(page(row), at(row), at(row) + WIDTH, 0);
            Arrays.fill(memories(row), memoryAt(row), memoryAt(row) + memorySize, 0);
            Arrays.fill(outputs(row), outputAt(row), outputAt(row) + outputs, 0);
            return row;
        }
        int page = used >> shift;
        if (page == pages.length) {
            pages = Arrays.copyOf(pages, 2 * page);
            memories = Arrays.copyOf(memories, 2 * page);
            newest = Arrays.copyOf(newest, 2 * page);
        }
        if (pages[page] == null) {
            pages[page] = new long[WIDTH << shift];
            memories[page] = new double[memorySize << shift];
            newest[page] = new float[outputs << shift];
        }
        return used++;
    }

    /** Gives a row back. */
    void release(int row) {
        longKeys.set(row, null);
        windows.set(row, null);
        orders.set(row, null);
        otherOutputs.set(row, null);
        link(row, SAME_BUCKET, free);
        free = row;
    }

    /** The array that holds the row, from {@link #at} on. */
    long[] page(int row) {
        return pages[row >> shift];
    }

    /** Where the row begins in its page. */
    int at(int row) {
        return place(row) * WIDTH;
    }

    private int place(int row) {
        return row & (1 << shift) - 1;
    }

    /** The array that holds the row's memory, from {@link #memoryAt} on. */
    double[] memories(int row) {
        return memories[row >> shift];
    }

    int memoryAt(int row) {
        return place(row) * memorySize;
    }

    /** The array that holds the row's output, from {@link #outputAt} on. */
    float[] outputs(int row) {
        return newest[row >> shift];
    }

    int outputAt(int row) {
        return place(row) * outputs;
    }

    long heard(int row) {
        return page(row)[at(row) + HEARD];
    }

    int link(int row, int which) {
        return read(page(row), at(row), which);
    }

    void link(int row, int which, int to) {
        write(page(row), at(row), which, to);
    }

    /** One of the ints of the row that begins there. */
    static int read(long[] page, int at, int which) {
        long both = page[at + INTS + which / 2];
        return (int) (which % 2 == 0 ? both : both >>> Integer.SIZE);
    }

    static void write(long[] page, int at, int which, int value) {
        int place = at + INTS + which / 2;
        page[place] = which % 2 == 0
                ? page[place] & 0xFFFFFFFF_00000000L | Integer.toUnsignedLong(value)
                : page[place] & 0xFFFFFFFFL | (long) value << Integer.SIZE;
    }

    /** Puts a key into a row. */
    void name(int row, StreamKey key) {
        page(row)[at(row) + KEY] = key.word();
        page(row)[at(row) + KEY + 1] = key.lastWord();
        longKeys.set(row, key.isLong() ? key : null);
    }

    StreamKey key(int row) {
        StreamKey known = longKeys.get(row);
        return known != null ? known : StreamKey.of(page(row)[at(row) + KEY], page(row)[at(row) + KEY + 1]);
    }

    /** Whether the row's stream has the key, whose words are handed in. */
    boolean isNamed(int row, StreamKey key, long word, long lastWord) {
        long[] page = page(row);
        int at = at(row);
        return page[at + KEY] == word
                && page[at + KEY + 1] == lastWord
                && (!key.isLong() || key.equals(longKeys.get(row)));
    }
}

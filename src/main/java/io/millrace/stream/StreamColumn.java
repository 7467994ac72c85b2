package io.millrace.stream;

import java.util.Arrays;

/** Something that few streams have, by their rows: only pages where there is some take room. */
final class StreamColumn<T> {
    private static final int PAGE_BITS = 8;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;

    private Object[][] pages = {};

    /** Null: none. */
    @SuppressWarnings("unchecked") // what set() put there
    T get(int row) {
        int page = row >>> PAGE_BITS;
        return page < pages.length && pages[page] != null ? (T) pages[page][row & PAGE_ROWS - 1] : null;
    }

    /** @param value null: none */
    void set(int row, T value) {
        int page = row >>> PAGE_BITS;
        if (value == null && (page >= pages.length || pages[page] == null)) {
            return;
        }
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, 2 * pages.length));
        }
        if (pages[page] == null) {
            pages[page] = new Object[PAGE_ROWS];
        }
        pages[page][row & PAGE_ROWS - 1] = value;
    }
}

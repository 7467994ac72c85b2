package io.millrace.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SymbolBySymbolTest {
    @Test
    void eachSymbolBecomesWhatMostOftenStoodInItsPlace() {
        SymbolBySymbol baseline = new SymbolBySymbol();
        baseline.learn(List.of("c", "a", "t"), List.of("K", "AE", "T"));
        baseline.learn(List.of("b", "a"), List.of("B", "AE"));
        baseline.learn(List.of("c", "o"), List.of("K", "OW"));
        baseline.learn(List.of("c", "i"), List.of("S", "IY"));
        baseline.learn(List.of("x", "a"), List.of("K", "S", "AE", "H"));

        assertEquals(List.of("K", "AE", "T"), baseline.answer(List.of("c", "a", "t")));
        assertEquals(List.of("K", "S", "OW"), baseline.answer(List.of("x", "o")));
    }

    /** Of two letters and one sound the second letter has it. */
    @Test
    void aPlaceMayBeEmpty() {
        SymbolBySymbol baseline = new SymbolBySymbol();
        baseline.learn(List.of("p", "h"), List.of("F"));

        assertEquals(List.of(), baseline.answer(List.of("p")));
        assertEquals(List.of("F"), baseline.answer(List.of("h")));
    }

    @Test
    void aSymbolThatWasNeverSeenBecomesNothing() {
        assertEquals(List.of(), new SymbolBySymbol().answer(List.of("q")));
    }
}

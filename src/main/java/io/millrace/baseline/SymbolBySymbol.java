package io.millrace.baseline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one sequence of another symbol by symbol: each becomes what most often stood in its place. Of a source of n symbols
 * and a target of m, the place of symbol i is the targets from ⌊i·m/n⌋ to before ⌊(i+1)·m/n⌋: none, one or several.
 */
public final class SymbolBySymbol {
    private final Map<String, Map<List<String>, Integer>> places = new HashMap<>();

    /** For tables. */
    public String name() {
        return "symbol by symbol";
    }

    /** Counts one pair. */
    public void learn(List<String> source, List<String> target) {
        int n = source.size();
        int m = target.size();
        for (int i = 0; i < n; i++) {
            List<String> place = List.copyOf(target.subList(i * m / n, (i + 1) * m / n));
            places.computeIfAbsent(source.get(i), symbol -> new HashMap<>()).merge(place, 1, Integer::sum);
        }
    }

    /** What the source becomes; of a symbol that was never seen, nothing. */
    public List<String> answer(List<String> source) {
        List<String> answer = new ArrayList<>();
        for (String symbol : source) {
            places.getOrDefault(symbol, Map.of()).entrySet().stream()
                    .max(Map.Entry.<List<String>, Integer>comparingByValue()
                            .thenComparing(entry -> String.join(" ", entry.getKey())))
                    .ifPresent(entry -> answer.addAll(entry.getKey()));
        }
        return answer;
    }
}

package io.millrace.benchmark;

import java.util.Arrays;
import java.util.List;

/** Words, numbers and {@code name=value} of a benchmark's command line; what is not asked for is all. */
record Arguments(List<String> all) {
    Arguments(String[] all) {
        this(List.of(all));
    }

    boolean wants(String name, Enum<?>[] names) {
        return all.contains(name) || Arrays.stream(names).noneMatch(other -> all.contains(other.name()));
    }

    /** The numbers given, or those that are usual. */
    int[] numbers(int... usual) {
        int[] given = all.stream()
                .filter(argument -> Character.isDigit(argument.charAt(0)))
                .mapToInt(Integer::parseInt)
                .toArray();
        return given.length == 0 ? usual : given;
    }

    String text(String name, String usual) {
        return all.stream()
                .filter(argument -> argument.startsWith(name + "="))
                .map(argument -> argument.substring(name.length() + 1))
                .findFirst()
                .orElse(usual);
    }

    int number(String name, int usual) {
        return Integer.parseInt(text(name, Integer.toString(usual)));
    }
}

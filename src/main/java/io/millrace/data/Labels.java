package io.millrace.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * Names of classes as numbers: a class' number is its place among the sorted names.
 *
 * @param numbers one for each label
 */
record Labels(int[] numbers, List<String> classes) {
    static Labels of(List<String> labels) {
        List<String> classes = new ArrayList<>(new TreeSet<>(labels));
        return new Labels(
                labels.stream()
                        .mapToInt(label -> Collections.binarySearch(classes, label))
                        .toArray(),
                classes);
    }
}

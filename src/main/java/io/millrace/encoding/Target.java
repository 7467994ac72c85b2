package io.millrace.encoding;

import java.util.List;

/** What a network's outputs stand for, where that is not the next point or token of what came in. */
public sealed interface Target permits Target.Labels, Target.Values, TokenEncoding {
    /** Floats of one output. */
    int outputs();

    /** Whether a network of so many outputs can mean this. */
    default boolean fits(int found) {
        return found == outputs();
    }

    /** Floats that a decoder reads of its own output. */
    int fedBack();

    /** Classes: an output is the probability of each. */
    record Labels(List<String> names) implements Target {
        /** @param names no two the same, at least two */
        public Labels {
            names = List.copyOf(names);
            if (names.size() < 2) {
                throw new IllegalArgumentException("labels: expected at least two, found " + names);
            }
            if (names.stream().distinct().count() != names.size()) {
                throw new IllegalArgumentException("labels: expected names that differ, found " + names);
            }
        }

        @Override
        public int outputs() {
            return names.size();
        }

        /** One output is enough for two: the probability of the second. */
        @Override
        public boolean fits(int found) {
            return found == names.size() || found == 1 && names.size() == 2;
        }

        @Override
        public int fedBack() {
            return 0;
        }
    }

    /** Numbers with a unit of their own. */
    record Values(List<String> names, Scaling scaling) implements Target {
        public Values {
            names = List.copyOf(names);
            if (names.isEmpty() || names.size() != scaling.size()) {
                throw new IllegalArgumentException(
                        "values: expected " + names.size() + " scalings, at least one, found " + scaling.size());
            }
        }

        @Override
        public int outputs() {
            return names.size();
        }

        @Override
        public int fedBack() {
            return names.size();
        }
    }
}

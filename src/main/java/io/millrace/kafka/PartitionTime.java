package io.millrace.kafka;

import java.util.OptionalLong;

/** A partition's time as it stands beside the committed offset: {@code time=1700000000000}, milliseconds since 1970. */
final class PartitionTime {
    private static final String BEGINS = "time=";

    private PartitionTime() {}

    /** @param time {@link Long#MIN_VALUE}: none yet */
    static String write(long time) {
        return time == Long.MIN_VALUE ? "" : BEGINS + time;
    }

    /** Empty where the offset was committed by something else. */
    static OptionalLong read(String metadata) {
        if (!metadata.startsWith(BEGINS)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(metadata.substring(BEGINS.length())));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}

package io.millrace.kafka;

import io.millrace.codec.NumberedDecoder;
import io.millrace.codec.ValueDecoder;
import io.millrace.encoding.Encoding;
import io.millrace.encoding.PointEncoding;
import io.millrace.stream.Forgetting;
import io.millrace.stream.Order;
import java.util.Optional;

/**
 * What makes a sequence of a stream's records.
 *
 * @param order in which its points are taken; empty: as they come
 * @param numberField of a point that holds its number, where that is the order
 */
public record SequenceRules(Forgetting forgetting, Optional<Order> order, String numberField) {
    public static final SequenceRules PLAIN = new SequenceRules(Forgetting.NEVER, Optional.empty(), "");

    public SequenceRules {
        order.ifPresent(asked -> forgetting.idle().ifPresent(idle -> {
            if (asked.patience().compareTo(idle) >= 0) {
                throw new IllegalArgumentException("order.wait: expected less than idle, " + idle
                        + ", as a stream that waits is not idle, found " + asked.patience());
            }
        }));
    }

    /** As they come, or not at all. */
    public static SequenceRules of(Forgetting forgetting) {
        return new SequenceRules(forgetting, Optional.empty(), "");
    }

    ValueDecoder decoder(Encoding encoding) {
        boolean numbers = order.isPresent() && order.get().by() == Order.By.NUMBER;
        return numbers
                ? new NumberedDecoder(((PointEncoding) encoding).features(), numberField)
                : ValueDecoder.of(encoding);
    }
}

package io.millrace.codec;

import io.millrace.codec.JsonScanner.Token;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * Reads a point from JSON in UTF-8: an object with the features among its fields (others are ignored), or an array of
 * exactly the features' numbers. Strict: whatever else comes is refused, with the reason, and nothing else is thrown; to
 * refuse costs no more than to read. One thread.
 */
public final class PointDecoder implements ValueDecoder {
    private final JsonScanner in = new JsonScanner();
    private final List<String> features;
    private final byte[][] names; // of the features, in UTF-8
    private Refusal refusal; // of the value at hand

    /** @param features names of a point's components, in order */
    public PointDecoder(List<String> features) {
        this.features = List.copyOf(features);
        if (new HashSet<>(features).size() < features.size()) {
            throw new IllegalArgumentException("features: expected different names, found " + features);
        }
        if (features.isEmpty()) {
            throw new IllegalArgumentException("features: expected at least one, found none");
        }
        names = features.stream()
                .map(name -> name.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** The point, [features]; every number is finite. */
    @Override
    public double[] decode(byte[] value, Refusal to) {
        refusal = to;
        if (value.length > MAX_BYTES) {
            return refuse(Rejection.TOO_LARGE, "expected at most " + MAX_BYTES + " bytes, found " + value.length);
        }
        in.open(value);
        Token first = in.next();
        double[] point =
                switch (first) {
                    case OBJECT -> object();
                    case ARRAY -> array();
                    case END -> refuse(Rejection.NOT_JSON, "expected JSON, found nothing");
                    default -> refuse(first, Rejection.NOT_A_POINT, "expected an object or an array");
                };
        int end = in.position();
        if (point != null && in.next() != Token.END) {
            return refuse(Rejection.NOT_JSON, "expected nothing after the point, found more from byte " + end);
        }
        return point;
    }

    private double[] object() {
        double[] point = new double[names.length];
        Arrays.fill(point, Double.NaN); // not yet seen: a number is never NaN
        int seen = 0;
        Token token = in.next();
        for (; token == Token.NAME; token = in.next()) {
            int feature = feature(seen);
            if (feature < 0) {
                if (!skip()) {
                    return null;
                }
                continue;
            }
            if (!Double.isNaN(point[feature])) {
                return refuse(Rejection.DUPLICATE_FIELD, "expected " + features.get(feature) + " once, found it twice");
            }
            point[feature] = number(in.next(), feature);
            if (Double.isNaN(point[feature])) {
                return null;
            }
            seen++;
        }
        if (token != Token.OBJECT_END) {
            return refuse(token);
        }
        return seen < point.length
                ? refuse(Rejection.MISSING_FIELD, "expected " + features + ", found no " + missing(point))
                : point;
    }

    /**
     * The feature of the name read last; negative: another field's.
     *
     * @param expected asked for first, as fields mostly come in the features' order
     */
    private int feature(int expected) {
        for (int i = 0; i < names.length; i++) {
            int feature = (expected + i) % names.length;
            if (in.is(names[feature])) {
                return feature;
            }
        }
        return -1;
    }

    private double[] array() {
        double[] point = new double[names.length];
        int count = 0;
        for (Token token = in.next(); token != Token.ARRAY_END; token = in.next()) {
            double number = number(token, count);
            if (Double.isNaN(number)) {
                return null;
            }
            if (count < point.length) {
                point[count] = number;
            }
            count++;
        }
        return count != point.length
                ? refuse(Rejection.WRONG_LENGTH, "expected " + point.length + " numbers, found " + count)
                : point;
    }

    /** NaN: refused. */
    private double number(Token token, int place) {
        double number = token == Token.NUMBER ? in.value() : Double.NaN;
        if (Double.isFinite(number)) {
            return number;
        }
        String name = place < names.length ? features.get(place) : "number " + (place + 1);
        if (token == Token.NUMBER || token == Token.NOT_FINITE) {
            refuse(Rejection.NOT_FINITE, "expected a finite number for " + name);
        } else {
            refuse(token, Rejection.NOT_A_NUMBER, "expected a number for " + name);
        }
        return Double.NaN;
    }

    /** Passes over a value that is none of ours, yet must be JSON and not too deep; false: refused. */
    private boolean skip() {
        int depth = in.depth();
        do {
            Token token = in.next();
            if (token == Token.NOT_FINITE) {
                refuse(Rejection.NOT_FINITE, "expected finite numbers in all fields");
                return false;
            }
            if (token.isFault()) {
                refuse(token);
                return false;
            }
        } while (in.depth() > depth);
        return true;
    }

    /** @return null: no point */
    private double[] refuse(Rejection reason, String detail) {
        refusal.because(reason, detail);
        return null;
    }

    /** For a token of another kind than expected, unless it says itself what is wrong. */
    private double[] refuse(Token found, Rejection reason, String expected) {
        return found.isFault() ? refuse(found) : refuse(reason, expected + ", found " + found);
    }

    private double[] refuse(Token fault) {
        return switch (fault) {
            case BROKEN -> refuse(Rejection.NOT_JSON, "not JSON in UTF-8 at byte " + in.position());
            case TOO_DEEP -> refuse(Rejection.TOO_DEEP, "expected at most " + Json.MAX_DEPTH + " levels, found more");
            case TOO_LONG ->
                refuse(
                        Rejection.TOO_LARGE,
                        "expected numbers of at most " + JsonNumber.MAX_LENGTH + " characters, found a longer one");
            default -> throw new IllegalStateException("no fault: " + fault);
        };
    }

    private String missing(double[] point) {
        for (int i = 0; i < point.length; i++) {
            if (Double.isNaN(point[i])) {
                return features.get(i);
            }
        }
        throw new IllegalStateException("nothing is missing");
    }
}

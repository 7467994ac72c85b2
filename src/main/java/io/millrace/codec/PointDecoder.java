package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a point from JSON in UTF-8: an object with the features among its fields (others are ignored), or an array of
 * exactly the features' numbers. Strict: whatever else comes is refused, with the reason, and nothing else is thrown.
 * One thread.
 */
public final class PointDecoder implements ValueDecoder {
    private final JsonFactory json = Json.factory();
    private final JsonStream stream = new JsonStream(json);
    private final List<String> features;
    private final Map<String, Integer> positions = new HashMap<>();

    /** @param features names of a point's components, in order */
    public PointDecoder(List<String> features) {
        this.features = List.copyOf(features);
        for (int i = 0; i < features.size(); i++) {
            if (positions.put(features.get(i), i) != null) {
                throw new IllegalArgumentException("features: expected different names, found " + features);
            }
        }
        if (features.isEmpty()) {
            throw new IllegalArgumentException("features: expected at least one, found none");
        }
    }

    /** The point, [features]; every number is finite. */
    @Override
    public double[] decode(byte[] value) throws RejectedException {
        if (value.length > MAX_BYTES) {
            throw new RejectedException(
                    Rejection.TOO_LARGE, "expected at most " + MAX_BYTES + " bytes, found " + value.length);
        }
        double[] point = stream.read(value, this::point);
        return point != null ? point : strict(value);
    }

    private double[] strict(byte[] value) throws RejectedException {
        try (JsonParser in = json.createParser(value)) {
            double[] point = point(in);
            if (in.nextToken() != null) {
                throw new RejectedException(Rejection.NOT_JSON, "expected nothing after the point, found " + kind(in));
            }
            return point;
        } catch (StreamConstraintsException e) {
            throw new RejectedException(Rejection.TOO_LARGE, "a name, text or number is too long");
        } catch (JsonParseException e) {
            throw new RejectedException(
                    Rejection.NOT_JSON, "not JSON at byte " + e.getLocation().getByteOffset());
        } catch (IOException e) {
            throw new RejectedException(Rejection.NOT_JSON, "not JSON in UTF-8");
        }
    }

    private double[] point(JsonParser in) throws IOException, RejectedException {
        JsonToken first = in.nextToken();
        if (first == JsonToken.START_OBJECT) {
            return object(in);
        }
        if (first == JsonToken.START_ARRAY) {
            return array(in);
        }
        if (first == null) {
            throw new RejectedException(Rejection.NOT_JSON, "expected JSON, found nothing");
        }
        throw new RejectedException(Rejection.NOT_A_POINT, "expected an object or an array, found " + kind(in));
    }

    private double[] object(JsonParser in) throws IOException, RejectedException {
        double[] point = new double[features.size()];
        Arrays.fill(point, Double.NaN); // not yet seen: a number is never NaN
        int seen = 0;
        for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
            in.nextToken();
            Integer position = positions.get(name);
            if (position == null) {
                skip(in);
            } else if (!Double.isNaN(point[position])) {
                throw new RejectedException(Rejection.DUPLICATE_FIELD, "expected " + name + " once, found it twice");
            } else {
                point[position] = number(in, name);
                seen++;
            }
        }
        if (seen < point.length) {
            throw new RejectedException(
                    Rejection.MISSING_FIELD, "expected " + features + ", found no " + missing(point));
        }
        return point;
    }

    private double[] array(JsonParser in) throws IOException, RejectedException {
        double[] point = new double[features.size()];
        int count = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            String name = count < point.length ? features.get(count) : "number " + (count + 1);
            double number = number(in, name);
            if (count < point.length) {
                point[count] = number;
            }
            count++;
        }
        if (count != point.length) {
            throw new RejectedException(
                    Rejection.WRONG_LENGTH, "expected " + point.length + " numbers, found " + count);
        }
        return point;
    }

    private static double number(JsonParser in, String name) throws IOException, RejectedException {
        if (!in.currentToken().isNumeric()) {
            throw new RejectedException(
                    Rejection.NOT_A_NUMBER, "expected a number for " + name + ", found " + kind(in));
        }
        double number = in.getDoubleValue();
        if (!Double.isFinite(number)) {
            throw new RejectedException(Rejection.NOT_FINITE, "expected a finite number for " + name);
        }
        return number;
    }

    /** Passes over a value that is none of ours, yet must be JSON and not too deep. */
    private static void skip(JsonParser in) throws IOException, RejectedException {
        int depth = 1; // within the point's object
        for (JsonToken token = in.currentToken(); ; token = in.nextToken()) {
            if (token == null) {
                throw new RejectedException(Rejection.NOT_JSON, "ends too early");
            } else if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_NUMBER_FLOAT && in.isNaN()) {
                throw new RejectedException(Rejection.NOT_FINITE, "expected finite numbers in all fields");
            }
            if (depth > Json.MAX_DEPTH) {
                throw new RejectedException(
                        Rejection.TOO_DEEP, "expected at most " + Json.MAX_DEPTH + " levels, found more");
            }
            if (depth == 1) {
                return;
            }
        }
    }

    private String missing(double[] point) {
        for (int i = 0; i < point.length; i++) {
            if (Double.isNaN(point[i])) {
                return features.get(i);
            }
        }
        throw new IllegalStateException("nothing is missing");
    }

    private static String kind(JsonParser in) {
        return switch (in.currentToken()) {
            case START_OBJECT, END_OBJECT -> "an object";
            case START_ARRAY, END_ARRAY -> "an array";
            case VALUE_STRING -> "text";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a truth value";
            default -> "a number";
        };
    }
}

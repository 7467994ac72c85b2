package io.millrace.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millrace.stream.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer as JSON, one line. Behind {@code stream}, {@code n}, {@code t}, {@code model} and {@code version} come
 *
 * <pre>{@code
 *   "token":"a"                                                what came, on a stream of tokens
 *   "label":"b","probabilities":{"b":0.7,"c":0.2}              one of several, the likeliest first
 *   "ahead":["c","d"]                                          … and what follows if the likeliest comes
 *   "prediction":[0.5,1.0]                                     or values
 *   "outputs":["b","c"],"text":"bc","logProbability":-0.3      or several symbols
 *   "outputs":[[0.5],[1.0]]                                    or several values
 *   "provisional":true or "final":true                         where the end of a sequence is answered
 *   "error":2.1,"baselineError":3.3                            of the previous prediction
 * }</pre>
 *
 * each left out where there is no such thing.
 */
public final class AnswerJson {
    private static final byte[] TOKEN = JsonText.quoted("token");
    private static final byte[] LABEL = JsonText.quoted("label");
    private static final byte[] PROBABILITIES = JsonText.quoted("probabilities");
    private static final byte[] AHEAD = JsonText.quoted("ahead");
    private static final byte[] PREDICTION = JsonText.quoted("prediction");
    private static final byte[] OUTPUTS = JsonText.quoted("outputs");
    private static final byte[] TEXT = JsonText.quoted("text");
    private static final byte[] LOG_PROBABILITY = JsonText.quoted("logProbability");

    private final JsonFactory json = Json.factory();
    private final JsonText out = new JsonText();
    private final ResultHead head = new ResultHead();

    /** The bytes of a record's value. One thread at a time. */
    public byte[] write(Answer answer) {
        out.begin().startObject();
        head.write(out, answer);
        answer.token().ifPresent(token -> {
            out.name(TOKEN);
            out.string(token);
        });
        write(answer.outcome());
        if (answer.standing() != Answer.Standing.PLAIN) {
            out.name(answer.standing().name().toLowerCase(Locale.ROOT));
            out.truth(true);
        }
        ResultHead.writeErrors(out, answer);
        out.endObject();
        return out.end();
    }

    private void write(Answer.Outcome outcome) {
        if (outcome instanceof Answer.Values values) {
            out.name(PREDICTION);
            write(values.values());
        } else if (outcome instanceof Answer.Choice choice) {
            write(choice);
        } else if (outcome instanceof Answer.Series series) {
            out.name(OUTPUTS);
            out.startArray();
            series.outputs().forEach(this::write);
            out.endArray();
        } else if (outcome instanceof Answer.Symbols symbols) {
            write(symbols);
        }
    }

    private void write(Answer.Choice choice) {
        out.name(LABEL);
        out.string(choice.label());
        out.name(PROBABILITIES);
        out.startObject();
        for (Answer.Scored scored : choice.top()) {
            out.name(scored.label());
            out.number(scored.probability());
        }
        out.endObject();
        if (!choice.ahead().isEmpty()) {
            writeTexts(AHEAD, choice.ahead());
        }
    }

    private void write(Answer.Symbols symbols) {
        writeTexts(OUTPUTS, symbols.outputs());
        out.name(TEXT);
        out.string(symbols.text());
        if (!Double.isNaN(symbols.logProbability())) {
            out.name(LOG_PROBABILITY);
            out.number(symbols.logProbability());
        }
    }

    private void writeTexts(byte[] name, List<String> texts) {
        out.name(name);
        out.startArray();
        texts.forEach(out::string);
        out.endArray();
    }

    private void write(List<Double> numbers) {
        out.startArray();
        for (double number : numbers) {
            out.number(number);
        }
        out.endArray();
    }

    /** Reads what {@link #write} wrote; unknown fields are ignored, so that a newer writer does no harm. */
    public Answer read(byte[] value) throws RejectedException {
        Told told = new Told();
        ResultFields fields = ResultFields.read(json, value, "an answer", told);
        if (!fields.complete()) {
            throw new RejectedException(Rejection.MISSING_FIELD, "expected stream, model and version");
        }
        return new Answer(
                fields.stream(),
                fields.n(),
                fields.timestamp(),
                fields.model(),
                told.token,
                told.outcome(),
                told.standing,
                fields.error(),
                fields.baselineError());
    }

    private static final class Told implements ResultFields.Others {
        private Optional<String> token = Optional.empty();
        private final List<Answer.Scored> top = new ArrayList<>();
        private final List<String> ahead = new ArrayList<>();
        private List<Double> values;
        private List<String> symbols;
        private List<List<Double>> series;
        private String text = "";
        private double logProbability = Double.NaN;
        private Answer.Standing standing = Answer.Standing.PLAIN;

        @Override
        public void read(String name, JsonParser in) throws IOException {
            switch (name) {
                case "token" -> token = Optional.of(in.getText());
                case "probabilities" -> {
                    for (String label = in.nextFieldName(); label != null; label = in.nextFieldName()) {
                        in.nextToken();
                        top.add(new Answer.Scored(label, in.getDoubleValue()));
                    }
                }
                case "ahead" -> readTexts(in, ahead);
                case "prediction" -> values = numbers(in);
                case "outputs" -> readOutputs(in);
                case "text" -> text = in.getText();
                case "logProbability" -> logProbability = in.getDoubleValue();
                case "provisional" -> standing = Answer.Standing.PROVISIONAL;
                case "final" -> standing = Answer.Standing.FINAL;
                default -> in.skipChildren();
            }
        }

        private static void readTexts(JsonParser in, List<String> texts) throws IOException {
            while (in.nextToken() == JsonToken.VALUE_STRING) {
                texts.add(in.getText());
            }
        }

        private static List<Double> numbers(JsonParser in) throws IOException {
            List<Double> numbers = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                numbers.add(in.getDoubleValue());
            }
            return numbers;
        }

        private void readOutputs(JsonParser in) throws IOException {
            series = new ArrayList<>();
            symbols = new ArrayList<>();
            for (JsonToken next = in.nextToken(); next != JsonToken.END_ARRAY; next = in.nextToken()) {
                if (next == JsonToken.START_ARRAY) {
                    series.add(numbers(in));
                } else {
                    symbols.add(in.getText());
                }
            }
        }

        Answer.Outcome outcome() throws RejectedException {
            if (!top.isEmpty()) {
                return new Answer.Choice(top, ahead);
            }
            if (values != null) {
                return new Answer.Values(values);
            }
            if (series == null) {
                throw new RejectedException(Rejection.MISSING_FIELD, "expected label, prediction or outputs");
            }
            return series.isEmpty() ? new Answer.Symbols(symbols, text, logProbability) : new Answer.Series(series);
        }
    }
}

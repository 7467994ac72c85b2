package io.millrace.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;

/** Writes doubles through {@link ShortestDecimal}, and everything else as the generator behind it does. */
final class DecimalGenerator extends JsonGeneratorDelegate {
    private final ShortestDecimal decimal = new ShortestDecimal();

    DecimalGenerator(JsonGenerator delegate) {
        super(delegate);
    }

    @Override
    public void writeNumber(double number) throws IOException {
        if (Double.isFinite(number)) {
            int length = decimal.write(number);
            delegate.writeNumber(decimal.text(), 0, length);
        } else {
            delegate.writeNumber(number);
        }
    }

    @Override
    public void writeArray(double[] numbers, int from, int count) throws IOException {
        delegate.writeStartArray();
        for (int i = from; i < from + count; i++) {
            writeNumber(numbers[i]);
        }
        delegate.writeEndArray();
    }
}

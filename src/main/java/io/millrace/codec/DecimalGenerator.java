package io.millrace.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;

/** Writes doubles through {@link ShortestDecimal}, and everything else as the generator behind it does. */
final class DecimalGenerator extends JsonGeneratorDelegate {
    /** The number written last, for the generator to take straight into its buffer. */
    private static final class Text extends SerializedString {
        private static final long serialVersionUID = 1;

        private final transient ShortestDecimal decimal = new ShortestDecimal();
        private int length;
        private boolean refused; // as the buffer was full

        Text() {
            super("");
        }

        Text of(double number) {
            length = decimal.write(number);
            return this;
        }

        @Override
        public int appendUnquotedUTF8(byte[] buffer, int at) {
            refused = length > buffer.length - at;
            if (refused) {
                return -1; // and it takes another way, on which there is nothing
            }
            System.arraycopy(decimal.text(), 0, buffer, at, length);
            return length;
        }
    }

    private final Text text = new Text();

    DecimalGenerator(JsonGenerator delegate) {
        super(delegate);
    }

    @Override
    public void writeNumber(double number) throws IOException {
        if (Double.isFinite(number)) {
            delegate.writeRawValue(text.of(number));
            if (text.refused) {
                delegate.writeRaw(text.decimal.toString());
            }
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

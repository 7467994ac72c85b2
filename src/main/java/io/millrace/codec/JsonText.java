package io.millrace.codec;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes JSON in UTF-8, one value after another: objects and arrays are opened and closed as they come, commas set where they
 * belong. For what is written with every record; elsewhere Jackson's generator does, at three times the cost. One thread.
 */
final class JsonText {
    private static final int USUAL_BYTES = 512;
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");

    private final ShortestDecimal decimal = new ShortestDecimal();
    private byte[] bytes = new byte[USUAL_BYTES];
    private int length;
    private boolean behind; // something on the same level: a comma comes first

    /** A text with its quotes and escapes. */
    static byte[] quoted(String text) {
        byte[] inside = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        byte[] quoted = new byte[inside.length + 2];
        quoted[0] = '"';
        System.arraycopy(inside, 0, quoted, 1, inside.length);
        quoted[quoted.length - 1] = '"';
        return quoted;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Forgets what an earlier value left that failed. */
    JsonText begin() {
        length = 0;
        behind = false;
        return this;
    }

    /** All since the beginning. */
    byte[] end() {
        return Arrays.copyOf(bytes, length);
    }

    void startObject() {
        start('{');
    }

    void endObject() {
        end('}');
    }

    void startArray() {
        start('[');
    }

    void endArray() {
        end(']');
    }

    private void start(char bracket) {
        separate(1);
        bytes[length++] = (byte) bracket;
        behind = false;
    }

    private void end(char bracket) {
        reserve(1);
        bytes[length++] = (byte) bracket;
        behind = true;
    }

    /** @param quoted as {@link #quoted} makes it */
    void name(byte[] quoted) {
        string(quoted);
        colon();
    }

    void name(String text) {
        string(text);
        colon();
    }

    private void colon() {
        reserve(1);
        bytes[length++] = ':';
        behind = false;
    }

    /** @param quoted as {@link #quoted} makes it */
    void string(byte[] quoted) {
        value(quoted, 0, quoted.length);
    }

    void string(String text) {
        if (!isPlain(text)) {
            string(quoted(text));
            return;
        }
        separate(text.length() + 2);
        bytes[length++] = '"';
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        bytes[length++] = '"';
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isPlain(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is ASCII that stands for itself between quotes. */
    static boolean isPlain(int character) {
        return character >= ' ' && character <= '~' && character != '"' && character != '\\';
    }

    /** @param ascii every character {@linkplain #isPlain(int) plain} */
    void plainString(byte[] ascii) {
        separate(ascii.length + 2);
        bytes[length++] = '"';
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        bytes[length++] = '"';
    }

    void truth(boolean value) {
        byte[] word = value ? TRUE : FALSE;
        value(word, 0, word.length);
    }

    void number(long number) {
        int count = decimal.write(number);
        value(decimal.text(), 0, count);
    }

    /** With the fewest digits that read back to the same bits; what is not finite becomes its name in quotes. */
    void number(double number) {
        if (Double.isFinite(number)) {
            int count = decimal.write(number);
            value(decimal.text(), 0, count);
        } else {
            string(Double.toString(number));
        }
    }

    void numbers(double[] numbers) {
        startArray();
        for (double number : numbers) {
            number(number);
        }
        endArray();
    }

    private void value(byte[] from, int at, int count) {
        separate(count);
        System.arraycopy(from, at, bytes, length, count);
        length += count;
    }

    /** Makes room for a value and sets the comma before it. */
    private void separate(int count) {
        reserve(count + 1);
        if (behind) {
            bytes[length++] = ',';
        }
        behind = true;
    }

    private void reserve(int count) {
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }
}

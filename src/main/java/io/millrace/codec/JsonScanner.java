package io.millrace.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The tokens of a JSON text in UTF-8, strictly by RFC 8259. What breaks its rules is a token, too, and no exception: it costs
 * as little as what keeps them. Names and texts are compared where they lie. One thread.
 */
final class JsonScanner {
    enum Token {
        OBJECT("an object"),
        OBJECT_END("the end of an object"),
        ARRAY("an array"),
        ARRAY_END("the end of an array"),
        NAME("a name"),
        TEXT("text"),
        NUMBER("a number"),
        /** NaN or an infinity, which JSON does not know but many write. */
        NOT_FINITE("a number that is not finite"),
        TRUTH("a truth value"),
        NULL("null"),
        /** After the value, or instead of it. */
        END("nothing"),
        // From here on faults: nothing follows.
        /** What JSON does not allow. */
        BROKEN("what is no JSON"),
        /** More than {@link Json#MAX_DEPTH} levels. */
        TOO_DEEP("more levels"),
        /** A number of more than {@link JsonNumber#MAX_LENGTH} characters. */
        TOO_LONG("a longer number");

        private final String words;

        Token(String words) {
            this.words = words;
        }

        /** Nothing follows. */
        boolean isFault() {
            return compareTo(BROKEN) >= 0;
        }

        /** As a message says it. */
        @Override
        public String toString() {
            return words;
        }
    }

    private enum Word {
        TRUE("true", Token.TRUTH),
        FALSE("false", Token.TRUTH),
        NULL("null", Token.NULL),
        NAN("NaN", Token.NOT_FINITE),
        INFINITY("Infinity", Token.NOT_FINITE),
        MINUS_INFINITY("-Infinity", Token.NOT_FINITE);

        private static final Word[] ALL = values();
        private final byte[] letters;
        private final Token token;

        Word(String letters, Token token) {
            this.letters = letters.getBytes(StandardCharsets.US_ASCII);
            this.token = token;
        }
    }

    private static final String ENDS = " \n\t\r,]}"; // of numbers and words

    private final JsonNumber number = new JsonNumber();
    private byte[] json = {};
    private int at;
    private int start; // of the text within its quotes
    private int end;
    private boolean escaped; // the text
    private int depth;
    private int objects; // bit d: level d is an object, not an array
    private boolean first; // nothing came yet, on this level
    private boolean named; // a name was last

    void open(byte[] value) {
        json = value;
        at = 0;
        depth = 0;
        first = true;
        named = false;
    }

    Token next() {
        int character = solid();
        if (named) {
            named = false;
            return character == ':' ? value(after()) : Token.BROKEN;
        }
        if (depth == 0) {
            return character < 0 ? Token.END : first ? value(character) : Token.BROKEN;
        }
        if (character == (inObject() ? '}' : ']')) {
            return leave();
        }
        if (!first) {
            if (character != ',') {
                return Token.BROKEN;
            }
            character = after();
        }
        return inObject() ? name(character) : value(character);
    }

    /** Levels that are open. */
    int depth() {
        return depth;
    }

    /** The byte of the fault, or of what comes next. */
    int position() {
        return at;
    }

    private boolean inObject() {
        return (objects >> depth & 1) == 1;
    }

    /** The next character that is no white space, negative at the end. */
    private int solid() {
        for (; at < json.length; at++) {
            int character = json[at] & 0xFF;
            if (character > ' ' || character != ' ' && character != '\n' && character != '\t' && character != '\r') {
                return character;
            }
        }
        return -1;
    }

    private int after() {
        at++;
        return solid();
    }

    private Token name(int character) {
        if (character != '"' || !text()) {
            return Token.BROKEN;
        }
        first = false;
        named = true;
        return Token.NAME;
    }

    private Token value(int character) {
        first = false;
        return switch (character) {
            case '"' -> text() ? Token.TEXT : Token.BROKEN;
            case '{' -> enter(1, Token.OBJECT);
            case '[' -> enter(0, Token.ARRAY);
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            case '-' -> at + 1 < json.length && json[at + 1] == 'I' ? word() : number();
            default -> word();
        };
    }

    private Token enter(int object, Token token) {
        if (depth == Json.MAX_DEPTH) {
            return Token.TOO_DEEP;
        }
        at++;
        depth++;
        objects = objects & ~(1 << depth) | object << depth;
        first = true;
        return token;
    }

    private Token leave() {
        Token token = inObject() ? Token.OBJECT_END : Token.ARRAY_END;
        at++;
        depth--;
        first = false;
        return token;
    }

    private Token number() {
        int stop = number.read(json, at);
        if (stop >= 0 && number.length() > JsonNumber.MAX_LENGTH) {
            return Token.TOO_LONG;
        }
        return stop < 0 ? broken(~stop) : upTo(stop, Token.NUMBER);
    }

    private Token word() {
        for (Word word : Word.ALL) {
            int stop = at + word.letters.length;
            if (stop <= json.length && Arrays.equals(json, at, stop, word.letters, 0, word.letters.length)) {
                return upTo(stop, word.token);
            }
        }
        return Token.BROKEN;
    }

    /** Of a token that has no end of its own. */
    private Token upTo(int stop, Token token) {
        at = stop;
        return stop == json.length || ENDS.indexOf(json[stop]) >= 0 ? token : Token.BROKEN;
    }

    private Token broken(int where) {
        at = where;
        return Token.BROKEN;
    }

    /** Passes over what stands between quotes; false: it must not, there. */
    private boolean text() {
        escaped = false;
        start = ++at;
        while (at < json.length) {
            byte character = json[at];
            if (character == '"') {
                end = at++;
                return true;
            }
            int length =
                    character >= ' ' ? character == '\\' ? escape() : 1 : character < 0 ? Utf8.length(json, at) : 0;
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return false;
    }

    private int escape() {
        escaped = true;
        if (at + 1 == json.length) {
            return 0;
        }
        return switch (json[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
            case 'u' -> hexadecimal(at + 2) < 0 ? 0 : 6;
            default -> 0;
        };
    }

    /** Of the four digits behind backslash and u; negative: there are none. */
    private int hexadecimal(int from) {
        int code = from + 4 <= json.length ? 0 : -1;
        for (int i = from; code >= 0 && i < from + 4; i++) {
            int digit = Character.digit(json[i] & 0xFF, 16);
            code = digit < 0 ? -1 : 16 * code + digit;
        }
        return code;
    }

    /** Whether the name or text is this one. */
    boolean is(byte[] utf8) {
        return escaped
                ? string().equals(new String(utf8, StandardCharsets.UTF_8))
                : Arrays.equals(json, start, end, utf8, 0, utf8.length);
    }

    /** The name or text. */
    String string() {
        if (!escaped) {
            return new String(json, start, end - start, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder();
        int plain = start;
        for (int i = start; i < end; i++) {
            if (json[i] == '\\') {
                text.append(new String(json, plain, i - plain, StandardCharsets.UTF_8));
                char kind = (char) json[++i];
                text.append(kind == 'u' ? (char) hexadecimal(i + 1) : unescaped(kind));
                i += kind == 'u' ? 4 : 0;
                plain = i + 1;
            }
        }
        return text.append(new String(json, plain, end - plain, StandardCharsets.UTF_8))
                .toString();
    }

    private static char unescaped(char letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter;
        };
    }

    /** The number; infinite where it is beyond all doubles. */
    double value() {
        return number.value();
    }
}

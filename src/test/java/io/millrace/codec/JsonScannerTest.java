package io.millrace.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.codec.JsonScanner.Token;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
    private final JsonScanner in = new JsonScanner();

    private List<Token> tokens(byte[] json) {
        List<Token> tokens = new ArrayList<>();
        in.open(json);
        do {
            tokens.add(in.next());
        } while (tokens.get(tokens.size() - 1) != Token.END
                && !tokens.get(tokens.size() - 1).isFault());
        return tokens;
    }

    private void assertBroken(int where, byte[] json) {
        List<Token> tokens = tokens(json);
        assertEquals(Token.BROKEN, tokens.get(tokens.size() - 1));
        assertEquals(where, in.position());
    }

    @Test
    void everyTokenIsOnceThere() {
        assertEquals(
                List.of(
                        Token.OBJECT,
                        Token.NAME,
                        Token.ARRAY,
                        Token.NUMBER,
                        Token.TRUTH,
                        Token.TRUTH,
                        Token.NULL,
                        Token.NOT_FINITE,
                        Token.OBJECT,
                        Token.OBJECT_END,
                        Token.ARRAY_END,
                        Token.NAME,
                        Token.TEXT,
                        Token.OBJECT_END,
                        Token.END),
                tokens("{ \"a\" : [1,true, false,null,-Infinity,{}] ,\r\n\t\"b\":\"é\"}".getBytes(UTF_8)));
        assertEquals(List.of(Token.END), tokens(new byte[0]));
    }

    @Test
    void aFaultIsWhereItIs() {
        assertBroken(7, "{\"x\":1 \"y\":2}".getBytes(UTF_8));
        assertBroken(5, "[1,2,]".getBytes(UTF_8));
        assertBroken(1, "[,1]".getBytes(UTF_8));
        assertBroken(4, "[1,2".getBytes(UTF_8));
        assertBroken(2, "[1}".getBytes(UTF_8));
        assertBroken(1, "[}".getBytes(UTF_8));
        assertBroken(4, "{\"x\"}".getBytes(UTF_8));
        assertBroken(2, "[01]".getBytes(UTF_8));
        assertBroken(3, "[1.]".getBytes(UTF_8));
        assertBroken(4, "[1e+]".getBytes(UTF_8));
        assertBroken(2, "[-]".getBytes(UTF_8));
        assertBroken(5, "[true1]".getBytes(UTF_8));
        assertBroken(2, "{}{}".getBytes(UTF_8));
        assertBroken(2, "\"a\nb\"".getBytes(UTF_8));
        assertBroken(1, "\"\\x\"".getBytes(UTF_8));
        assertBroken(1, "\"\\u00g0\"".getBytes(UTF_8));
        assertBroken(2, "\"a".getBytes(UTF_8));
        assertBroken(1, "\"\\".getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080", // goes on, without a beginning
                "\u00C0\u00AF", // longer than need be, as the next two
                "\u00E0\u009F\u00BF",
                "\u00F0\u008F\u00BF\u00BF",
                "\u00ED\u00A0\u0080", // half a pair of UTF-16
                "\u00F4\u0090\u0080\u0080", // beyond Unicode
                "\u00F8\u0088\u0080\u0080\u0080",
                "\u00C3", // cut off
                "\u00E2\u0082",
                "\u00C3\u00C3"
            })
    void whatIsNoUtf8IsNoText(String bytes) {
        assertBroken(1, ('"' + bytes + '"').getBytes(ISO_8859_1));
    }

    @Test
    void aTextIsWhatItSaysHoweverItIsWritten() {
        String all = "a\"\\/\b\f\n\r\té€🎾\u07FF\uFFFD";
        in.open(("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9€\\ud83c\\udfbe\u07FF\uFFFD\"").getBytes(UTF_8));
        assertEquals(Token.TEXT, in.next());
        assertEquals(all, in.string());
        assertTrue(in.is(all.getBytes(UTF_8)));
        assertFalse(in.is("a".getBytes(UTF_8)));
        in.open("\"a€b\"".getBytes(UTF_8));
        in.next();
        assertEquals("a€b", in.string());
        assertTrue(in.is("a€b".getBytes(UTF_8)));
        assertFalse(in.is("a€".getBytes(UTF_8)));
    }

    @Test
    void moreLevelsOrDigitsThanAllowedAreFaultsOfTheirOwn() {
        assertEquals(Token.END, last("[".repeat(16) + "]".repeat(16)));
        assertEquals(Token.TOO_DEEP, last("[".repeat(17) + "]".repeat(17)));
        assertEquals(Token.END, last("1".repeat(1000)));
        assertEquals(Token.TOO_LONG, last("1".repeat(1001)));
    }

    private Token last(String json) {
        List<Token> tokens = tokens(json.getBytes(UTF_8));
        return tokens.get(tokens.size() - 1);
    }
}

package io.millrace.kafka;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Values that are no point of features x and y, each kind in endless variety. */
public enum Malformed {
    NOTHING {
        @Override
        public byte[] value(Random random) {
            return new byte[0];
        }
    },
    WHITE_SPACE {
        @Override
        public byte[] value(Random random) {
            return " \n\t".repeat(1 + random.nextInt(20)).getBytes(UTF_8);
        }
    },
    BYTES {
        @Override
        public byte[] value(Random random) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            random.nextBytes(bytes);
            bytes[0] = (byte) 0xFF;
            return bytes;
        }
    },
    ZEROS {
        @Override
        public byte[] value(Random random) {
            return new byte[1 + random.nextInt(100)];
        }
    },
    WORDS("hello {n}"),
    NUMBER_ALONE("{n}"),
    TEXT_ALONE("\"{n}\""),
    NULL_ALONE("null"),
    TRUE_ALONE("true"),
    EMPTY_OBJECT("{}"),
    EMPTY_ARRAY("[]"),
    CUT_OFF("{\"x\":{n},\"y\":"),
    NO_COMMA("{\"x\":{n} \"y\":2}"),
    TRAILING_COMMA("{\"x\":{n},\"y\":2,}"),
    SINGLE_QUOTES("{'x':{n},'y':2}"),
    TWO_VALUES("{\"x\":{n},\"y\":2}{\"x\":1,\"y\":2}"),
    SOMETHING_AFTER("[{n},2] and more"),
    MISSING_FIELD("{\"x\":{n}}"),
    DUPLICATE_FIELD("{\"x\":{n},\"y\":2,\"x\":3}"),
    TEXT_FOR_NUMBER("{\"x\":\"{n}\",\"y\":2}"),
    NULL_FOR_NUMBER("{\"x\":{n},\"y\":null}"),
    TRUE_FOR_NUMBER("{\"x\":{n},\"y\":true}"),
    OBJECT_FOR_NUMBER("{\"x\":{\"a\":{n}},\"y\":2}"),
    TOO_SHORT("[{n}]"),
    TOO_LONG("[{n},2,3]"),
    NESTED("[[{n},2]]"),
    NOT_A_NUMBER("{\"x\":{n},\"y\":NaN}"),
    INFINITY("{\"x\":-Infinity,\"y\":{n}}"),
    HEXADECIMAL("[0x1F,{n}]"),
    BEYOND_DOUBLES("{\"x\":1e999,\"y\":{n}}"),
    BEYOND_FLOATS("{\"x\":1e300,\"y\":{n}}"),
    DEEP_ARRAYS {
        @Override
        public byte[] value(Random random) {
            return "[".repeat(20 + random.nextInt(1000)).getBytes(UTF_8);
        }
    },
    DEEP_OBJECTS {
        @Override
        public byte[] value(Random random) {
            return ("{\"x\":1,\"y\":2,\"z\":" + "{\"a\":".repeat(20 + random.nextInt(200))).getBytes(UTF_8);
        }
    },
    DIGITS {
        @Override
        public byte[] value(Random random) {
            return ("[1," + "9".repeat(1_100 + random.nextInt(1_000)) + "]").getBytes(UTF_8);
        }
    },
    LONE_SURROGATE {
        @Override
        public byte[] value(Random random) {
            return "{\"x\":1,\"\u00ED\u00A0\u0080\":2,\"y\":3}".getBytes(ISO_8859_1);
        }
    },
    OVERLONG_UTF8 {
        @Override
        public byte[] value(Random random) {
            return "{\"x\":1,\"y\u00C0\u00AF\":2}".getBytes(ISO_8859_1);
        }
    },
    UTF_16 {
        @Override
        public byte[] value(Random random) {
            return "hello {\"x\":1,\"y\":2}".getBytes(UTF_16BE);
        }
    },
    LARGE {
        @Override
        public byte[] value(Random random) {
            return "x".repeat(70_000 + random.nextInt(1000)).getBytes(UTF_8);
        }
    };

    private static final int LARGE_EVERY = 500;
    private static final int LONG_KEY = 2000; // longer than a name may be

    /**
     * The i-th of many: all kinds in turns, of a size like that of good ones, now and then a large one, one without a key or with
     * a long one; with headers of all sorts, which are none of our business and stay.
     *
     * @param key where nothing is wrong with it
     */
    public static ProducerRecord<byte[], byte[]> record(String topic, int i, byte[] key, Random random) {
        Malformed kind = i % LARGE_EVERY == 77 ? LARGE : values()[i % (values().length - 1)];
        byte[] its =
                switch (i % 100) {
                    case 7 -> null;
                    case 8 -> new byte[LONG_KEY];
                    default -> key;
                };
        return with(new ProducerRecord<>(topic, null, System.currentTimeMillis(), its, kind.value(random)), i);
    }

    static ProducerRecord<byte[], byte[]> with(ProducerRecord<byte[], byte[]> record, int id) {
        record.headers()
                .add("id", Integer.toString(id).getBytes(UTF_8))
                .add("sequence", new byte[] {(byte) 0xC0, 0})
                .add("empty", null);
        return record;
    }

    private final String template; // null where the constant makes it

    Malformed() {
        this(null);
    }

    Malformed(String template) {
        this.template = template;
    }

    public byte[] value(Random random) {
        return template.replace("{n}", Integer.toString(random.nextInt(1000))).getBytes(UTF_8);
    }
}

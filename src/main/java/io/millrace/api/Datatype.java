package io.millrace.api;

import java.nio.ByteBuffer;

/** Of a tensor's elements, as the protocol names them; in binary form little-endian. */
enum Datatype {
    BOOL(1) {
        @Override
        double read(ByteBuffer in) {
            return in.get() == 0 ? 0 : 1;
        }
    },
    UINT8(1) {
        @Override
        double read(ByteBuffer in) {
            return Byte.toUnsignedInt(in.get());
        }
    },
    UINT16(2) {
        @Override
        double read(ByteBuffer in) {
            return Short.toUnsignedInt(in.getShort());
        }
    },
    UINT32(4) {
        @Override
        double read(ByteBuffer in) {
            return Integer.toUnsignedLong(in.getInt());
        }
    },
    UINT64(8) {
        @Override
        double read(ByteBuffer in) {
            long bits = in.getLong();
            return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
        }
    },
    INT8(1) {
        @Override
        double read(ByteBuffer in) {
            return in.get();
        }
    },
    INT16(2) {
        @Override
        double read(ByteBuffer in) {
            return in.getShort();
        }
    },
    INT32(4) {
        @Override
        double read(ByteBuffer in) {
            return in.getInt();
        }
    },
    INT64(8) {
        @Override
        double read(ByteBuffer in) {
            return in.getLong();
        }
    },
    FP16(2) {
        @Override
        double read(ByteBuffer in) {
            return half(in.getShort());
        }
    },
    FP32(4) {
        @Override
        double read(ByteBuffer in) {
            return in.getFloat();
        }

        @Override
        void write(double number, ByteBuffer out) {
            out.putFloat((float) number);
        }
    },
    FP64(8) {
        @Override
        double read(ByteBuffer in) {
            return in.getDouble();
        }

        @Override
        void write(double number, ByteBuffer out) {
            out.putDouble(number);
        }
    },
    /** A text: four bytes of length and so many bytes. */
    BYTES(0);

    private final int size;

    Datatype(int size) {
        this.size = size;
    }

    /** Bytes of an element; 0 for {@link #BYTES}. */
    int size() {
        return size;
    }

    double read(ByteBuffer in) {
        throw new IllegalStateException(this + " holds texts");
    }

    void write(double number, ByteBuffer out) {
        throw new IllegalStateException(this + " is not what we answer in");
    }

    /** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. */
    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double size =
                switch (exponent) {
                    case 0 -> fraction * 0x1p-24;
                    case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
                    default -> (0x400 | fraction) * Math.scalb(1.0, exponent - 25);
                };
        return bits < 0 ? -size : size;
    }

    static Datatype parse(String name, String where) {
        for (Datatype datatype : values()) {
            if (datatype.name().equals(name)) {
                return datatype;
            }
        }
        throw ApiException.invalid(where + ": expected BOOL, UINT8, …, FP64 or BYTES, found \"" + shorten(name) + '"');
    }

    /** Of a stranger's text. */
    static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}

package io.millrace.benchmark;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the few of ONNX' protocol buffers that a graph of operators and constant weights needs; the numbers are the fields' in
 * {@code onnx.proto}. Float tensors only.
 */
final class OnnxFile {
    private static final int IR_VERSION = 8;
    private static final int OPSET = 14;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    private final Message graph = new Message().text(2, "network");

    /** An input of the graph; a dimension of −1 is the batch. */
    OnnxFile input(String name, long... shape) {
        graph.message(11, value(name, shape));
        return this;
    }

    OnnxFile output(String name, long... shape) {
        graph.message(12, value(name, shape));
        return this;
    }

    OnnxFile constant(String name, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return constant(name, FLOAT, raw.array(), shape);
    }

    OnnxFile constant(String name, long value) {
        byte[] raw = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        return constant(name, INT64, raw, 1);
    }

    private OnnxFile constant(String name, int type, byte[] raw, long... shape) {
        Message tensor = new Message();
        Arrays.stream(shape).forEach(dimension -> tensor.number(1, dimension));
        graph.message(5, tensor.number(2, type).text(8, name).bytes(9, raw));
        return this;
    }

    /** @param numbers names and whole numbers of the attributes, in turns; an input or output named "" is left out */
    OnnxFile node(String operator, List<String> inputs, List<String> outputs, Object... numbers) {
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(4, operator);
        for (int i = 0; i < numbers.length; i += 2) {
            int value = (Integer) numbers[i + 1];
            node.message(
                    5,
                    new Message().text(1, (String) numbers[i]).number(3, value).number(20, 2));
        }
        graph.message(1, node);
        return this;
    }

    byte[] toBytes() {
        Message opset = new Message().text(1, "").number(2, OPSET);
        return new Message()
                .number(1, IR_VERSION)
                .message(7, graph)
                .message(8, opset)
                .toBytes();
    }

    private static Message value(String name, long... shape) {
        Message dimensions = new Message();
        for (long dimension : shape) {
            dimensions.message(1, dimension < 0 ? new Message().text(2, "batch") : new Message().number(1, dimension));
        }
        Message tensor = new Message().number(1, FLOAT).message(2, dimensions);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }

    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.toBytes());
        }

        Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        private void varint(long value) {
            long rest = value;
            for (; rest >= 128; rest >>>= 7) {
                out.write((int) (rest & 127 | 128));
            }
            out.write((int) rest);
        }

        byte[] toBytes() {
            return out.toByteArray();
        }
    }
}

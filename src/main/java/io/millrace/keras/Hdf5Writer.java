package io.millrace.keras;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * Writes the part of HDF5 that a Keras file needs: groups, contiguous 32-bit floats, single integers, attributes of
 * text. The same tree gives the same bytes.
 *
 * <p>Layout: superblock version 0, patched last; object headers version 1; a group's children as link messages, so that
 * there are no B-trees; children before their parents; every text of variable length in a global heap in front of its
 * group. Source: HDF5 File Format Specification Version 3.0.
 */
final class Hdf5Writer {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final int SUPERBLOCK_SIZE = 96;
    private static final long UNDEFINED = -1L;
    /** libhdf5 reads at least so much of a heap. */
    private static final int SMALLEST_HEAP = 4096;

    private static final int LARGEST_MESSAGE = 65_528;
    private static final int LARGEST_COUNT = 65_535;

    private static final int DATASPACE = 1;
    private static final int LINK_INFO = 2;
    private static final int DATATYPE = 3;
    private static final int FILL_VALUE = 5;
    private static final int LINK = 6;
    private static final int LAYOUT = 8;
    private static final int GROUP_INFO = 10;
    private static final int ATTRIBUTE = 12;

    private final LittleEndianBuffer out = new LittleEndianBuffer().padTo(SUPERBLOCK_SIZE);

    private Hdf5Writer() {}

    /** The bytes of a file with the given root. */
    static byte[] write(Hdf5Group root) {
        Hdf5Writer writer = new Hdf5Writer();
        int rootAddress = writer.group(root);
        writer.out.patch(superblock(rootAddress, writer.out.size()));
        return writer.out.toArray();
    }

    private static byte[] superblock(int rootAddress, int endOfFile) {
        return new LittleEndianBuffer()
                .append(SIGNATURE)
                .bytes(0, 0, 0, 0, 0, Long.BYTES, Long.BYTES, 0) // versions; widths of addresses and lengths
                .u16(4) // B-tree parameters, unused
                .u16(16)
                .u32(0)
                .u64(0) // base address
                .u64(UNDEFINED)
                .u64(endOfFile)
                .u64(UNDEFINED)
                .u64(0) // the root's symbol table entry: name, header, no cache
                .u64(rootAddress)
                .padTo(SUPERBLOCK_SIZE)
                .toArray();
    }

    private int group(Hdf5Group group) {
        List<byte[]> messages = new ArrayList<>();
        messages.add(message(
                LINK_INFO, new LittleEndianBuffer().bytes(0, 0).u64(UNDEFINED).u64(UNDEFINED)));
        messages.add(message(GROUP_INFO, new LittleEndianBuffer().bytes(0, 0)));
        group.children().forEach((name, child) -> {
            messages.add(link(name, node(child)));
        });
        int heap = heap(group);
        int index = 1;
        for (var attribute : group.attributes().entrySet()) {
            messages.add(attribute(attribute.getKey(), attribute.getValue(), heap, index));
            index += attribute.getValue().texts().size();
        }
        return objectHeader(messages);
    }

    private int node(Hdf5Node node) {
        if (node instanceof Hdf5Group group) {
            return group(group);
        }
        return node instanceof Hdf5Dataset dataset ? dataset(dataset) : integer((Hdf5Integer) node);
    }

    private int integer(Hdf5Integer integer) {
        int address = out.align().size();
        out.u64(integer.value());
        LittleEndianBuffer int64 = new LittleEndianBuffer()
                .bytes(0x10, 0x08, 0, 0) // class 0, little endian, signed
                .u32(Long.BYTES)
                .u16(0)
                .u16(Long.SIZE);
        return array(List.of(), int64, address, Long.BYTES);
    }

    private int dataset(Hdf5Dataset dataset) {
        int address = out.align().size();
        out.append(dataset.values());
        LittleEndianBuffer float32 = new LittleEndianBuffer()
                .bytes(0x11, 0x20, 31, 0) // class 1, IEEE little endian, sign at bit 31
                .u32(Float.BYTES)
                .u16(0)
                .u16(32)
                .bytes(23, 8, 0, 23) // exponent at bit 23, 8 bits; mantissa at bit 0, 23 bits
                .u32(127);
        return array(dataset.shape(), float32, address, (long) Float.BYTES * dataset.values().length);
    }

    /** @param bytes of the values at that address */
    private int array(List<Integer> shape, LittleEndianBuffer type, int address, long bytes) {
        LittleEndianBuffer contiguous =
                new LittleEndianBuffer().bytes(3, 1).u64(address).u64(bytes);
        return objectHeader(List.of(
                message(DATASPACE, dataspace(shape)),
                message(DATATYPE, type),
                message(FILL_VALUE, new LittleEndianBuffer().bytes(2, 2, 2, 0)),
                message(LAYOUT, contiguous)));
    }

    /** A global heap with the texts of a group's attributes, numbered from 1. */
    private int heap(Hdf5Group group) {
        LittleEndianBuffer objects = new LittleEndianBuffer();
        int index = 0;
        for (Hdf5Group.Attribute attribute : group.attributes().values()) {
            for (String text : attribute.texts()) {
                byte[] utf8 = text.getBytes(UTF_8);
                objects.u16(++index).u16(1).u32(0).u64(utf8.length).append(utf8).align();
            }
        }
        if (index == 0) {
            return 0; // nothing refers to it
        }
        if (index > LARGEST_COUNT) {
            throw new IllegalArgumentException(
                    "HDF5 attributes of one group: expected at most " + LARGEST_COUNT + " texts, found " + index);
        }
        int used = 16 + objects.size();
        int size = Math.max(SMALLEST_HEAP, used);
        if (size - used >= 16) {
            objects.u16(0).u16(0).u32(0).u64(size - used); // free space
        }
        int address = out.align().size();
        out.append("GCOL".getBytes(UTF_8)).bytes(1, 0, 0, 0).u64(size).append(objects.toArray());
        out.padTo(address + size);
        return address;
    }

    private static byte[] link(String name, int address) {
        byte[] utf8 = name.getBytes(UTF_8);
        return message(
                LINK,
                new LittleEndianBuffer()
                        .bytes(1, 0x11, 1) // version; name length in two bytes, character set given; UTF-8
                        .u16(utf8.length)
                        .append(utf8)
                        .u64(address));
    }

    private static byte[] attribute(String name, Hdf5Group.Attribute attribute, int heap, int firstIndex) {
        byte[] utf8 = name.getBytes(UTF_8);
        byte[] text = new LittleEndianBuffer()
                .bytes(0x19, 1, 1, 0) // class 9, variable-length string, UTF-8
                .u32(16)
                .bytes(0x10, 0, 0, 0) // of bytes
                .u32(1)
                .u16(0)
                .u16(8)
                .toArray();
        byte[] space = dataspace(
                        attribute.scalar()
                                ? List.of()
                                : List.of(attribute.texts().size()))
                .toArray();
        LittleEndianBuffer body = new LittleEndianBuffer()
                .bytes(3, 0)
                .u16(utf8.length + 1)
                .u16(text.length)
                .u16(space.length)
                .bytes(1)
                .append(utf8)
                .bytes(0)
                .append(text)
                .append(space);
        int index = firstIndex;
        for (String value : attribute.texts()) {
            body.u32(value.getBytes(UTF_8).length).u64(heap).u32(index++);
        }
        return message(ATTRIBUTE, body);
    }

    private static LittleEndianBuffer dataspace(List<Integer> shape) {
        LittleEndianBuffer body =
                new LittleEndianBuffer().bytes(1, shape.size(), 0, 0).u32(0);
        shape.forEach(body::u64);
        return body;
    }

    private static byte[] message(int type, LittleEndianBuffer body) {
        byte[] data = body.align().toArray();
        if (data.length > LARGEST_MESSAGE) {
            throw new IllegalArgumentException("HDF5 attribute or name: expected at most " + LARGEST_MESSAGE
                    + " bytes, found " + data.length + "; a list holds at most some 4,000 texts");
        }
        return new LittleEndianBuffer()
                .u16(type)
                .u16(data.length)
                .u32(0)
                .append(data)
                .toArray();
    }

    private int objectHeader(List<byte[]> messages) {
        if (messages.size() > LARGEST_COUNT) {
            throw new IllegalArgumentException(
                    "HDF5 group: expected at most " + LARGEST_COUNT + " entries, found " + messages.size());
        }
        int address = out.align().size();
        int length = messages.stream().mapToInt(message -> message.length).sum();
        out.bytes(1, 0).u16(messages.size()).u32(1).u32(length).u32(0);
        messages.forEach(out::append);
        return address;
    }
}

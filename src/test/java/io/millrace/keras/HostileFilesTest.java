package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that someone made to hurt: each ends in one line, within two seconds and 512 MB. They are read in a Java of that
 * size; the seconds are the thread's own, which no other work on the machine lengthens.
 */
class HostileFilesTest {
    private static final String HEAP = "-Xmx512m";
    private static final long MOST_NANOS = 2_000_000_000L;
    private static final int LARGE = 120 << 20; // what a heap of 512 MB still opens

    private static final String MODEL = "{\"class_name\":\"Sequential\",\"config\":{\"name\":\"s\",\"layers\":["
            + "{\"class_name\":\"InputLayer\",\"config\":{\"name\":\"i\",\"batch_shape\":[null,null,%s]}},%s]}}";

    @TempDir
    Path folder;

    @Test
    void everyHostileFileEndsInOneLineWithinTwoSecondsAnd512Megabytes() throws Exception {
        write();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReadsAll.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, process.waitFor(), output);
        List<String> lines = output.lines().toList();
        assertEquals(expected().size(), lines.size(), output);
        for (String line : lines) {
            String[] parts = line.split("\t", -1); // file, nanoseconds, message
            assertEquals(3, parts.length, line);
            assertTrue(parts[2].contains(expected().get(parts[0])), line);
            assertTrue(Long.parseLong(parts[1]) < MOST_NANOS, line);
        }
    }

    private static Map<String, String> expected() {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("larger.h5", "expected at most");
        expected.put("zeros.h5", "expected HDF5 of a Keras model");
        expected.put("bomb.keras", "far more when unfolded");
        expected.put("other_bomb.keras", "far more when unfolded");
        expected.put("entries.keras", "far more when unfolded");
        expected.put("deep.h5", "expected JSON");
        expected.put("long.keras", "expected JSON of at most");
        expected.put("wide.h5", "expected a model that fits into memory");
        expected.put("wider.h5", "units: expected 1 to 1048576");
        expected.put("missing.h5", "expected an array, found nothing");
        expected.put("outside.h5", "expected an array, found nothing");
        expected.put("stack.h5", "expected at most 4096 layers");
        expected.put("circle.h5", "expected to read what earlier layers put out");
        return expected;
    }

    private void write() throws IOException {
        sparse("larger.h5", 600L << 20);
        sparse("zeros.h5", LARGE);
        zip("bomb.keras", "config.json", 300 << 20, 1);
        zip("other_bomb.keras", "assets/data.bin", 300 << 20, 1);
        zip("entries.keras", "assets/", 0, 30_000);
        zip("long.keras", "config.json", 40 << 20, 1);
        h5("deep.h5", "[".repeat(5_000_000));
        String lstm = "{\"class_name\":\"LSTM\",\"config\":{\"name\":\"g\",\"units\":%d}}";
        h5("wide.h5", MODEL.formatted(1 << 20, lstm.formatted(1 << 20)), "k", "r", "b");
        h5("wider.h5", MODEL.formatted(2, lstm.formatted(2_000_000_000)), "k", "r", "b");
        String dense = "{\"class_name\":\"Dense\",\"config\":{\"name\":\"g\",\"units\":1,\"use_bias\":false}}";
        h5("stack.h5", MODEL.formatted(2, (dense + ",").repeat(50_000) + dense));
        Files.write(folder.resolve("missing.h5"), Hdf5Writer.write(names(MODEL.formatted(2, dense), "kernel:0")));
        Files.write(
                folder.resolve("outside.h5"),
                Hdf5Writer.write(names(MODEL.formatted(2, dense), "../../../../etc/passwd")));
        String calls = "{\"class_name\":\"Dense\",\"name\":\"%s\",\"config\":{\"name\":\"%s\",\"units\":1},"
                + "\"inbound_nodes\":[[[\"%s\",0,0,{}]]]}";
        h5(
                "circle.h5",
                "{\"class_name\":\"Functional\",\"config\":{\"layers\":[" + calls.formatted("a", "a", "b") + ","
                        + calls.formatted("b", "b", "a") + "],\"input_layers\":[],\"output_layers\":[[\"a\",0,0]]}}");
    }

    private void sparse(String name, long size) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }

    private void h5(String name, String config, String... arrays) throws IOException {
        Hdf5Group root = names(config, arrays);
        for (String array : arrays) {
            root.group("model_weights/g").dataset(array, List.of(1), new float[1]);
        }
        Files.write(folder.resolve(name), Hdf5Writer.write(root));
    }

    private static Hdf5Group names(String config, String... arrays) {
        Hdf5Group root = new Hdf5Group().attribute("model_config", config).attribute("keras_version", "3.15.1");
        root.group("model_weights")
                .attribute("layer_names", List.of("g"))
                .group("g")
                .attribute("weight_names", List.of(arrays));
        return root;
    }

    private void zip(String name, String entry, int zeros, int times) throws IOException {
        byte[] block = new byte[1 << 16];
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(folder.resolve(name)));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            zip.putNextEntry(new ZipEntry("metadata.json"));
            zip.write("{\"keras_version\":\"3.15.1\"}".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < times; i++) {
                zip.putNextEntry(new ZipEntry(times == 1 ? entry : entry + i));
                for (int written = 0; written < zeros; written += block.length) {
                    zip.write(block);
                }
            }
        }
    }

    /** Prints for each file its name, the nanoseconds that reading took, and the message. */
    static final class ReadsAll {
        private ReadsAll() {}

        public static void main(String[] arguments) {
            for (String name : expected().keySet()) {
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                String message = "a model";
                try {
                    KerasModelFile.read(Path.of(arguments[0], name));
                } catch (ModelFileException e) {
                    message = e.getMessage();
                }
                assertEquals(1, message.lines().count(), message);
                long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
                System.out.println(name + "\t" + nanos + "\t" + message);
            }
        }
    }
}

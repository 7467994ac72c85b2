package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever bytes come, the end is a model or one line. */
class DamagedFilesTest {
    private static final int SEED = 7;
    private static final int FILES = 5_000;
    private static final long MOST_NANOS = 2_000_000_000L;
    private static final int LARGEST_ORIGINAL = 100 << 10;
    private static final long MOST_BYTES_ALLOCATED = 32L << 20; // of such a file
    private static final long[] LYING_SIZES = {
        1L << 20, 100_000_000L, 1L << 30, Integer.MAX_VALUE, 1L << 31, 1L << 40, Long.MAX_VALUE, -1
    };

    @Test
    @Timeout(60)
    void aDamagedFileEndsInAModelOrInOneLineWithinBounds() throws IOException {
        List<byte[]> originals = originals();
        Random random = new Random(SEED);
        int models = 0;
        for (int n = 0; n < FILES; n++) {
            byte[] damaged = damage(originals.get(random.nextInt(originals.size())), random);
            String where = "file " + n + " of seed " + SEED;
            long before = allocated();
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            try {
                assertTrue(KerasModelFile.read(damaged, where).network().outputs() > 0);
                models++;
            } catch (ModelFileException e) {
                assertEquals(1, e.getMessage().lines().count(), e.getMessage());
                assertTrue(e.getMessage().startsWith(where + ": "), e.getMessage());
            }
            long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
            assertTrue(nanos < MOST_NANOS, where + " took " + nanos + " ns of its thread");
            long taken = allocated() - before;
            assertTrue(taken < MOST_BYTES_ALLOCATED, where + " took " + taken + " bytes");
        }
        assertTrue(models > 0 && models < FILES, models + " of " + FILES + " were still models");
    }

    private static List<byte[]> originals() throws IOException {
        List<byte[]> originals = new ArrayList<>();
        for (String suffix : List.of(".h5", ".keras")) {
            for (Path file : Golden.files(suffix)) {
                if (Files.size(file) < LARGEST_ORIGINAL) {
                    originals.add(Files.readAllBytes(file));
                }
            }
        }
        originals.add(KerasModelFile.toBytes(new KerasModel(KerasModelFileWritingTest.network(3, 2), "v")));
        return originals;
    }

    @Test
    void aZipThatUnfoldsToFarMoreThanAModelIsRefused() throws IOException {
        byte[] bomb = zip(Map.of("config.json", new byte[80 << 20]), ZipEntry.DEFLATED);

        String message = assertThrows(ModelFileException.class, () -> KerasModelFile.read(bomb, "bomb"))
                .getMessage();

        assertTrue(bomb.length < 1 << 20 && message.contains("far more when unfolded"), message);
    }

    @Test
    void anEntryThatNamesAPlaceOutsideIsNeverWrittenAnywhere(@TempDir Path folder) throws IOException {
        byte[] model = Files.readAllBytes(Golden.graphFile("embedding.keras"));
        Path outside = folder.resolve("outside.txt");
        Map<String, byte[]> entries = new LinkedHashMap<>(unzip(model));
        entries.put("../../../../../../" + outside, new byte[] {1});
        entries.put(outside.toString(), new byte[] {1});

        assertTrue(KerasModelFile.read(zip(entries, ZipEntry.DEFLATED), "model")
                        .network()
                        .outputs()
                > 0);

        assertTrue(Files.notExists(outside));
    }

    @Test
    void aConfigNestedWithoutEndIsOneLine() {
        String deep = "{\"class_name\":\"Sequential\",\"config\":" + "[".repeat(100_000);
        byte[] file = Hdf5Writer.write(new Hdf5Group().attribute("model_config", deep));

        assertThrows(ModelFileException.class, () -> KerasModelFile.read(file, "deep"));
    }

    private static byte[] zip(Map<String, byte[]> entries, int method) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(method);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static Map<String, byte[]> unzip(byte[] bytes) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static byte[] damage(byte[] original, Random random) {
        byte[] bytes = original.clone();
        int at = random.nextInt(bytes.length - Long.BYTES);
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, at);
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> Arrays.fill(bytes, at, at + Long.BYTES, (byte) random.nextInt());
            default -> {
                long size = LYING_SIZES[random.nextInt(LYING_SIZES.length)];
                int width = random.nextBoolean() ? Integer.BYTES : Long.BYTES;
                for (int i = 0; i < width; i++) {
                    bytes[at / 4 * 4 + i] = (byte) (size >>> (8 * i));
                }
            }
        }
        return bytes;
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}

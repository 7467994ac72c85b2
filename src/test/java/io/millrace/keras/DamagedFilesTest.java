package io.millrace.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever bytes come, the end is a model or one line. */
class DamagedFilesTest {
    private static final int SEED = 7;
    private static final int FILES = 1_500;
    private static final long MOST_BYTES_ALLOCATED = 32L << 20; // of a file of 35 KB
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
            try {
                assertTrue(KerasModelFile.read(damaged, where).network().outputs() > 0);
                models++;
            } catch (ModelFileException e) {
                assertEquals(1, e.getMessage().lines().count(), e.getMessage());
                assertTrue(e.getMessage().startsWith(where + ": "), e.getMessage());
            }
            long taken = allocated() - before;
            assertTrue(taken < MOST_BYTES_ALLOCATED, where + " took " + taken + " bytes");
        }
        assertTrue(models > 0 && models < FILES, models + " of " + FILES + " were still models");
    }

    private static List<byte[]> originals() throws IOException {
        List<byte[]> originals = new ArrayList<>();
        for (String suffix : List.of(".h5", ".keras")) {
            for (Path file : Golden.files(suffix)) {
                originals.add(Files.readAllBytes(file));
            }
        }
        originals.add(KerasModelFile.toBytes(new KerasModel(KerasModelFileWritingTest.network(3, 2), "v")));
        return originals;
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

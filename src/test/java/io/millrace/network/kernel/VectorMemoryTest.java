package io.millrace.network.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class VectorMemoryTest {
    private static final int HEADER = 16; // bytes

    private static String option(String name) {
        return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption(name)
                .getValue();
    }

    /** G1's own rule for arrays that get regions of their own: more than half of one. */
    @Test
    void anArrayIsLongEnoughToLieAtTheBeginningOfARegion() {
        assumeTrue(Boolean.parseBoolean(option("UseG1GC")), "another collector");
        long region = Long.parseLong(option("G1HeapRegionSize"));
        assumeTrue(region <= 8 << 20, "a heap of more than 16 GB");
        int eighth = (int) (region / (2 * Float.BYTES)) / 8;
        assertTrue(HEADER + 4L * VectorMemory.array(eighth).length > region / 2);
        assertEquals(64, HEADER + Float.BYTES * VectorMemory.ALIGNED, "a cache line");
    }

    @Test
    void aVeryShortArrayIsNoLongerThanItMustBe() {
        assertEquals(VectorMemory.ALIGNED + 100, VectorMemory.array(100).length);
    }

    @Test
    void aLongArrayIsNoLongerThanItMustBe() {
        int floats = 3 << 20;
        assertEquals(VectorMemory.ALIGNED + floats, VectorMemory.array(floats).length);
        assertThrows(ArithmeticException.class, () -> VectorMemory.length(Integer.MAX_VALUE - 3));
    }
}

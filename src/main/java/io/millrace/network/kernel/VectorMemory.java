package io.millrace.network.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Room for what is read in vectors, from the beginning of a cache line on: one that lies across two takes twice as long to
 * read. The JVM puts arrays anywhere, but G1 gives one of half a region or more regions of its own, and there it stays at the
 * beginning; so a shorter one is made as long, unless it is very short. Where the collector is another, or the regions are those of
 * a heap of more than 16 GB, arrays are as long as they must be and lie anywhere, which costs time and changes no bit.
 */
final class VectorMemory {
    /** Where the data of an {@link #array} begins: behind its header of 16 bytes and these 48. */
    static final int ALIGNED = 12;

    /** The most floats that an array is made longer for the sake of its place. */
    private static final int LONGEST = 1 << 20;

    /** How many times longer than it must be: of small kernels many may be made, and to clear such an array takes its time. */
    private static final int TIMES = 8;

    private static final int OWN_REGIONS = floatsWithRegionsOfTheirOwn();

    private VectorMemory() {}

    /** Room for so many floats from {@link #ALIGNED} on. */
    static float[] array(int floats) {
        return new float[length(floats)];
    }

    /** How long such an array is. */
    static int length(int floats) {
        int needed = Math.addExact(ALIGNED, floats);
        return needed < OWN_REGIONS / TIMES ? needed : Math.max(needed, OWN_REGIONS);
    }

    /** 0: there are none, or too long ones, or another JVM does not say. */
    private static int floatsWithRegionsOfTheirOwn() {
        HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            if (vm == null || !Boolean.parseBoolean(vm.getVMOption("UseG1GC").getValue())) {
                return 0;
            }
            int floats = Integer.parseInt(vm.getVMOption("G1HeapRegionSize").getValue()) / (2 * Float.BYTES);
            return floats <= LONGEST ? floats : 0;
        } catch (IllegalArgumentException e) { // no such option
            return 0;
        }
    }
}

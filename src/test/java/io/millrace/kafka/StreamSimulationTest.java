package io.millrace.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.StreamModel;
import io.millrace.stream.StreamModels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * The promise of exactly once, tried on histories of crashes, zombies, rebalances and errors. Each has a seed:
 * {@code -Dsimulation.histories=10000} tries more of them, {@code -Dsimulation.seed=N} replays one and prints what happens.
 */
class StreamSimulationTest {
    private static final int HISTORIES = Integer.getInteger("simulation.histories", 3000);
    private static final Long SEED = Long.getLong("simulation.seed");
    private static final int ENOUGH_TO_FIND_A_FAULT = 3000;

    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(ExactlyOnceLoop.class.getPackageName());
    private static final List<StreamModel> MODELS = List.of(
            StreamModels.lstm(2, "1", 1),
            StreamModels.lstm(2, "2", 2),
            StreamModels.lstm(3, "3", 3),
            StreamModels.lstm(2, "4", 4));
    private static final Kernels KERNELS = Kernels.best();

    private static Level usual;

    @BeforeAll
    static void thousandsOfFailuresNeedNoLog() {
        usual = LOGGER.getLevel();
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        LOGGER.setLevel(usual);
    }

    private static void run(long seed, Mutation mutation, Consumer<String> trace) {
        new Simulation(seed, MODELS, KERNELS, mutation, trace).run();
    }

    @Test
    void everyHistoryEndsAsIfNothingHadHappened() {
        if (SEED != null) {
            run(SEED, Mutation.NONE, System.out::println);
            return;
        }
        for (long seed = 1; seed <= HISTORIES; seed++) {
            try {
                run(seed, Mutation.NONE, null);
            } catch (AssertionError | RuntimeException e) {
                fail("replay with -Dtest=StreamSimulationTest -Dsimulation.seed=" + seed, e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenRuleOfTheLoopIsFound(LoopMutation mutation) {
        requireFound(mutation);
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenRuleOfCheckpointsIsFound(CheckpointMutation mutation) {
        requireFound(mutation);
    }

    @ParameterizedTest
    @EnumSource
    void aBrokenRuleOfAStandbyIsFound(StandbyMutation mutation) {
        requireFound(mutation);
    }

    private static void requireFound(Mutation mutation) {
        for (long seed = 1; seed <= ENOUGH_TO_FIND_A_FAULT; seed++) {
            try {
                run(seed, mutation, null);
            } catch (Simulation.Deviation found) {
                return;
            }
        }
        fail(mutation + ": " + ENOUGH_TO_FIND_A_FAULT + " histories end as if the rule did not matter");
    }

    @Test
    void everyKindOfTroubleComesUp() {
        List<String> trace = new ArrayList<>();
        for (long seed = 1; seed <= 200; seed++) {
            run(seed, Mutation.NONE, trace::add);
        }
        for (String trouble : List.of(
                "crashes",
                "freezes",
                "is killed",
                "is stopped",
                "ends:",
                "enforceRebalance()",
                "ProducerFencedException",
                "InvalidProducerEpochException",
                "FencedInstanceIdException",
                "CommitFailedException",
                "were lost to another member",
                "OutOfOrderSequenceException",
                "the commit was refused",
                "hears of model 4",
                "waits for the models topic",
                "simulated: commitTransaction",
                "left open",
                "offsets are still pending")) {
            assertTrue(trace.stream().anyMatch(line -> line.contains(trouble)), trouble);
        }
    }

    @Test
    void theSameSeedIsTheSameHistory() {
        for (long seed = 1; seed <= 20; seed++) {
            List<String> once = new ArrayList<>();
            List<String> again = new ArrayList<>();
            run(seed, Mutation.NONE, once::add);
            run(seed, Mutation.NONE, again::add);
            assertEquals(once, again);
        }
    }
}

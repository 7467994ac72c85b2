package io.millrace.web;

import io.vertx.core.Future;
import java.util.List;

/** Committed predictions that are no longer in memory. */
@FunctionalInterface
interface LiveHistory {
    /** There is nothing but what is in memory. */
    LiveHistory NONE = (model, partition, from) -> Future.failedFuture("no history");

    /**
     * @param begin the first offset that is still there, at most the one asked for if nothing was deleted
     * @param records from there on, oldest first, as many as it takes
     * @param next offset behind the last of them
     */
    record Piece(long begin, List<LiveRecord> records, long next) {}

    Future<Piece> read(String model, int partition, long from);
}

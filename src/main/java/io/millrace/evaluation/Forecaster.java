package io.millrace.evaluation;

import io.millrace.data.Trajectory;
import java.util.List;

/** Predicts recorded streams, each point from those before it. */
public interface Forecaster {
    /** For tables. */
    String name();

    /** Hands {@code sink} the forecast of every start of every piece, in any order. */
    void forecast(List<Trajectory> pieces, ForecastProtocol protocol, Sink sink);

    /** Takes one forecast. */
    @FunctionalInterface
    interface Sink {
        /**
         * The forecast of one start.
         *
         * @param n the last point that the forecaster saw
         * @param ahead [farthest][features]: points n+1, n+2, …
         */
        void accept(Trajectory piece, int n, double[][] ahead);
    }
}

package io.millrace.evaluation;

import io.millrace.baseline.Baseline;
import io.millrace.baseline.Extrapolation;
import io.millrace.data.Trajectory;
import java.util.List;

/** A baseline, from each start's last few points. */
public record BaselineForecaster(Baseline baseline) implements Forecaster {
    /** The baselines that suit any stream, the plainest first. */
    public static List<Forecaster> usual(int ahead) {
        return List.of(
                new BaselineForecaster(Extrapolation.constantPosition(ahead)),
                new BaselineForecaster(Extrapolation.constantVelocity(2, ahead)),
                new BaselineForecaster(Extrapolation.constantVelocity(5, ahead)),
                new BaselineForecaster(Extrapolation.constantAcceleration(3, ahead)),
                new BaselineForecaster(Extrapolation.constantAcceleration(7, ahead)));
    }

    @Override
    public String name() {
        return baseline.name();
    }

    @Override
    public void forecast(List<Trajectory> pieces, ForecastProtocol protocol, Sink sink) {
        for (Trajectory piece : pieces) {
            for (int n = protocol.before(); protocol.startsAt(n, piece.length()); n++) {
                sink.accept(piece, n, baseline.predict(piece.points(), n, protocol.farthest()));
            }
        }
    }
}

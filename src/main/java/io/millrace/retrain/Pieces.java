package io.millrace.retrain;

import io.millrace.data.Trajectories;
import io.millrace.data.Trajectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Sequences in the order of their ends, as a lesson takes them. */
final class Pieces {
    private Pieces() {}

    /** Cut into pieces of at most so many points, so that time can divide them; shorter ones than the least are left out. */
    static Trajectories cut(Trajectories all, int least, int longest) {
        List<Trajectory> pieces = new ArrayList<>();
        for (Trajectory piece : all.pieces()) {
            for (int from = 0; from < piece.length(); from += longest) {
                int to = Math.min(from + longest, piece.length());
                if (to - from >= least) {
                    pieces.add(from == 0 && to == piece.length() ? piece : piece.slice(from, to));
                }
            }
        }
        return ordered(all, pieces);
    }

    static Trajectories ordered(Trajectories all, List<Trajectory> pieces) {
        List<Trajectory> ordered = new ArrayList<>(pieces);
        ordered.sort(Comparator.comparingDouble((Trajectory piece) -> piece.time(piece.length() - 1))
                .thenComparing(Trajectory::stream));
        return with(all, ordered);
    }

    static Trajectories with(Trajectories all, List<Trajectory> pieces) {
        return new Trajectories(all.features(), pieces);
    }
}

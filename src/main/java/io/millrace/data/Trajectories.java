package io.millrace.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Recorded streams of points with the same features. Every method that narrows them leaves the original as it was.
 *
 * @param features names of a point's components, in order
 * @param pieces one a stream, or several where a stream was cut
 */
public record Trajectories(List<String> features, List<Trajectory> pieces) {
    public Trajectories {
        features = List.copyOf(features);
        pieces = List.copyOf(pieces);
        for (Trajectory piece : pieces) {
            for (double[] point : piece.points()) {
                if (point.length != features.size()) {
                    throw new IllegalArgumentException("stream " + piece.stream() + ": expected points of "
                            + features.size() + " numbers, found one of " + point.length);
                }
            }
        }
    }

    /** The streams' ids, each once, in order of appearance. */
    public List<String> streams() {
        return pieces.stream().map(Trajectory::stream).distinct().toList();
    }

    /** Points of all pieces. */
    public int points() {
        return pieces.stream().mapToInt(Trajectory::length).sum();
    }

    /** Without the first {@code count} points of each piece; a shorter piece vanishes. */
    public Trajectories withoutFirst(int count) {
        return with(pieces.stream()
                .filter(piece -> piece.length() > count)
                .map(piece -> piece.slice(count, piece.length()))
                .toList());
    }

    /** Cut wherever two points lie further apart in time than {@code longest}, in the unit of the times. */
    public Trajectories cutAtGaps(double longest) {
        List<Trajectory> cut = new ArrayList<>();
        for (Trajectory piece : pieces) {
            int from = 0;
            for (int i = 1; i < piece.length(); i++) {
                if (piece.time(i) - piece.time(i - 1) > longest) {
                    cut.add(piece.slice(from, i));
                    from = i;
                }
            }
            cut.add(from == 0 ? piece : piece.slice(from, piece.length()));
        }
        return with(cut);
    }

    /** The pieces of at least {@code length} points. */
    public Trajectories ofLength(int length) {
        return with(pieces.stream().filter(piece -> piece.length() >= length).toList());
    }

    /** The pieces of the given streams; one that is not here is an error. */
    public Trajectories only(Collection<String> streams) {
        Set<String> wanted = new HashSet<>(streams);
        Set<String> missing = new HashSet<>(wanted);
        streams().forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "streams: expected " + missing.stream().sorted().limit(3).toList() + " among them, found "
                            + streams().size() + " others; is the split of other data?");
        }
        return with(
                pieces.stream().filter(piece -> wanted.contains(piece.stream())).toList());
    }

    private Trajectories with(List<Trajectory> others) {
        return new Trajectories(features, others);
    }
}

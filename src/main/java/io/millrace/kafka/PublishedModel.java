package io.millrace.kafka;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model on the models topic. The bytes belong to it and are only read.
 *
 * @param name of the model
 * @param generation its version: rises with each that is published under the name
 * @param file a Keras file
 * @param origin what its headers tell: score, parent, window, seed, configuration, code
 * @param share of the streams that it serves; 1: all of them, for good, and below that for a while, as a canary
 */
public record PublishedModel(String name, long generation, byte[] file, Map<String, String> origin, double share) {
    /** Serves all streams. */
    public PublishedModel(String name, long generation, byte[] file, Map<String, String> origin) {
        this(name, generation, file, origin, 1);
    }

    public PublishedModel {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share: expected it above 0, at most 1, found " + share);
        }
        origin = Map.copyOf(origin);
        if (name.isBlank() || name.contains("@") || generation < 1) {
            throw new IllegalArgumentException("model: expected a name without @ and a version of at least 1, found "
                    + name + " and " + generation);
        }
    }

    /** The same weights under a new version, which says where they come from. */
    public PublishedModel again(long newGeneration) {
        Map<String, String> told = new TreeMap<>(origin);
        told.put("parent", Long.toString(generation));
        told.put("rollback", Long.toString(generation));
        return new PublishedModel(name, newGeneration, file, told);
    }

    boolean isCanary() {
        return share < 1;
    }

    /** The same, for a share of the streams. */
    public PublishedModel asCanary(double ofStreams) {
        return new PublishedModel(name, generation, file, origin, ofStreams);
    }

    /** The same for all streams, under a version of its own. */
    public PublishedModel forAll(long newGeneration) {
        Map<String, String> told = new TreeMap<>(origin);
        told.put("canary", Long.toString(generation));
        return new PublishedModel(name, newGeneration, file, told);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package io.millrace.keras;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a model comes from, and what was said of it there beyond what Millrace computes with.
 *
 * @param kerasVersion that wrote the file, or whose conventions it follows; empty for a model that was in no file yet
 * @param layerSettings by layer, as JSON: initializers, constraints and the like; a file that is written anew says them
 *     again, so that Keras goes on as it would have
 */
public record FileOrigin(String kerasVersion, Map<String, String> layerSettings) {
    static final FileOrigin NONE = new FileOrigin("", Map.of());

    public FileOrigin {
        layerSettings = Collections.unmodifiableMap(new TreeMap<>(layerSettings));
    }
}

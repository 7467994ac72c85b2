package io.millrace.stream;

/**
 * Which model predicts, as predictions name it.
 *
 * @param name as configured
 * @param version changes with the weights: a stream's state belongs to one version
 */
public record ModelVersion(String name, String version) {
    public ModelVersion {
        if (name.isBlank() || version.isBlank()) {
            throw new IllegalArgumentException(
                    "model: expected a name and a version, found \"" + name + "\" and \"" + version + "\"");
        }
    }
}

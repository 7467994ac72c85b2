package io.millrace.training;

import java.util.Map;

/**
 * What weights are worth on some data.
 *
 * @param metrics by name, in the order of the settings
 */
public record Evaluation(double loss, Map<String, Double> metrics) {}

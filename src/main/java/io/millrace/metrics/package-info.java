/**
 * What is measured, by name. The only package that imports Micrometer. Start at {@link io.millrace.metrics.MeterNames}.
 */
package io.millrace.metrics;

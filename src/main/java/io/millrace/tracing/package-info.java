/**
 * Traces of single records through the service, off by default. The only package that imports OpenTelemetry. Start at
 * {@link io.millrace.tracing.Tracing}.
 */
package io.millrace.tracing;

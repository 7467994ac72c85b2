/**
 * Benchmarks beside their peers, one class a question; compiled by the profile {@code bench} alone.
 * May import everything. Start at {@link io.millrace.benchmark.StepBenchmark}.
 */
package io.millrace.benchmark;

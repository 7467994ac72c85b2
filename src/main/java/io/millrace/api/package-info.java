/**
 * Models over HTTP: the Open Inference Protocol with its sequence, binary, statistics and repository extensions, and routes of
 * our own. Imports Vert.x, {@code kafka}, {@code tail}, {@code codec} and {@code stream}. Start at {@link io.millrace.api.Api}.
 */
package io.millrace.api;

/**
 * Predictions live: the committed tail of the output topics, handed to browsers over WebSocket, and the page they load.
 * Imports Vert.x, {@code tail}, {@code codec} and {@code stream}. Start at {@link io.millrace.web.LiveProtocol}.
 */
package io.millrace.web;

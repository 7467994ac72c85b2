/**
 * Verticles: wiring of sockets, timers and life cycle around parts that are plain classes elsewhere.
 * Imports {@code web}, {@code metrics} and Vert.x. Start at {@link io.millrace.verticle.LiveVerticle}.
 */
package io.millrace.verticle;

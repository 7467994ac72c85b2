/**
 * Verticles: wiring of sockets, timers and life cycle around parts that are plain classes elsewhere.
 * Imports {@code web}, {@code metrics}, {@code kafka}, {@code retrain}, {@code keras} and Vert.x. Start at
 * {@link io.millrace.verticle.PredictionVerticle}.
 */
package io.millrace.verticle;

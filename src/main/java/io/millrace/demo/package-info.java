/**
 * Something to predict without a set-up: simulated balls, and a player that sends flights, simulated or real, into a topic.
 * Imports {@code java..} and, in one class, Kafka's producer. Start at {@link io.millrace.demo.BallSimulation}.
 */
package io.millrace.demo;

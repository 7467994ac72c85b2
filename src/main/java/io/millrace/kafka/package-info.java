/**
 * Kafka: the exactly-once loop on native clients, its topics, the models topic, and a broker in this process.
 * Imports {@code codec}, {@code stream} and the Kafka clients. Start at {@link io.millrace.kafka.ExactlyOnceLoop}.
 */
package io.millrace.kafka;

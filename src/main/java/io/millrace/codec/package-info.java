/**
 * The bytes of records: JSON points in, JSON predictions out, binary stream states; shared by Kafka, HTTP and WebSocket.
 * Imports {@code stream} and Jackson's streaming API. Start at {@link io.millrace.codec.PointDecoder}.
 */
package io.millrace.codec;

/**
 * Topics read from an event loop, as committed and without a group, by whoever shows or awaits what loops write.
 * Imports Vert.x alone. Start at {@link io.millrace.tail.TopicFollower}.
 */
package io.millrace.tail;

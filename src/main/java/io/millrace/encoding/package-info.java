/**
 * From points in their own units to what a network reads, and back: scaling and displacement. Training and serving share
 * it. Pure: imports {@code java..} only. Start at {@link io.millrace.encoding.PointEncoding}.
 */
package io.millrace.encoding;

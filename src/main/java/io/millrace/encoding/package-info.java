/**
 * From points in their own units, or tokens, to what a network reads, and from what it puts out back: scaling, displacement,
 * vocabularies, labels. Training and serving share it. Pure: imports {@code java..} only. Start at
 * {@link io.millrace.encoding.Encoding}.
 */
package io.millrace.encoding;

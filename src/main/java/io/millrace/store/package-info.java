/**
 * Streams on local disk, where memory has no room for them. The only package that imports the embedded store (H2's MVStore);
 * otherwise {@code java..}, {@code stream} and {@code codec}. Start at {@link io.millrace.store.DiskStreams}.
 */
package io.millrace.store;

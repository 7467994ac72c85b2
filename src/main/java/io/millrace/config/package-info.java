/**
 * What an operator configures, as records that check themselves. Imports {@code java..} only, but for the YAML parser in
 * one class. Start at {@link io.millrace.config.MillraceConfig}; {@link io.millrace.config.ConfigReader} reads a file.
 */
package io.millrace.config;

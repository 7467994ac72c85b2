/**
 * The command line: one class a command, and the wiring, the only place where all parts meet. May import everything; nothing
 * imports it. Start at {@link io.millrace.cli.CommandLineInterface}.
 */
package io.millrace.cli;

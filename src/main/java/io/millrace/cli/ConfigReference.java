package io.millrace.cli;

import io.millrace.config.ConfigSchema;
import io.millrace.config.Setting;
import java.util.StringJoiner;

/** Every key of the configuration as a page of Markdown. */
final class ConfigReference {
    private static final String HEAD = """
            # Configuration, key by key

            Written by `tools/schema` from what the service reads; [the schema](config.schema.json) says the same to an editor.
            `*` stands for a model's name. A duration is a number and ms, s, m, h or d. Each key can be overridden by the
            environment: `MILLRACE_` and the path in upper case, with `_` for everything else, as `MILLRACE_HTTP_PORT`.

            | key | what may stand there | left out | meaning |
            |---|---|---|---|
            """;

    private ConfigReference() {}

    static String of(ConfigSchema schema) {
        StringBuilder page = new StringBuilder(HEAD);
        for (Setting key : schema.keys()) {
            StringJoiner row = new StringJoiner(" | ", "| ", " |\n");
            row.add("`" + key.path() + "`");
            row.add(schema.words(key));
            row.add(schema.otherwise(key).map(value -> "`" + value + "`").orElse(""));
            row.add(schema.description(key).replace("*", "\\*"));
            page.append(row);
        }
        return page.toString();
    }
}

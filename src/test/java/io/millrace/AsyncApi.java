package io.millrace;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** {@code docs/asyncapi.yaml}, to hold messages against. */
public final class AsyncApi {
    private static final JsonSchemaOptions OPTIONS = new JsonSchemaOptions()
            .setBaseUri("https://millrace.example")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic);

    private final JsonObject document;

    private AsyncApi(JsonObject document) {
        this.document = document;
    }

    public static AsyncApi read() {
        try {
            String yaml = Files.readString(Path.of("docs", "asyncapi.yaml"));
            Map<?, ?> map = new ObjectMapper(new YAMLFactory()).readValue(yaml, Map.class);
            return new AsyncApi(new JsonObject(new ObjectMapper().writeValueAsString(map)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public JsonObject document() {
        return document;
    }

    /** What is wrong with a value as a schema of the document would have it; empty: nothing. */
    public String wrong(String schema, Object value) {
        JsonObject definition = new JsonObject()
                .put(
                        "components",
                        new JsonObject()
                                .put(
                                        "schemas",
                                        document.getJsonObject("components").getJsonObject("schemas")))
                .put("$ref", "#/components/schemas/" + schema);
        OutputUnit result =
                Validator.create(JsonSchema.of(definition.copy()), OPTIONS).validate(value);
        return result.getValid() ? "" : schema + ": " + result.getErrors() + " in " + value;
    }

    /** The same for a message of a channel: it has to be as exactly one of the payloads with its type. */
    public String wrongOnLive(JsonObject message) {
        JsonObject messages = document.getJsonObject("components").getJsonObject("messages");
        for (String name : document.getJsonObject("channels")
                .getJsonObject("live")
                .getJsonObject("messages")
                .fieldNames()) {
            String schema = messages.getJsonObject(name)
                    .getJsonObject("payload")
                    .getString("$ref")
                    .replaceFirst(".*/", "");
            JsonObject type = document.getJsonObject("components")
                    .getJsonObject("schemas")
                    .getJsonObject(schema)
                    .getJsonObject("properties")
                    .getJsonObject("type");
            String found = message.getString("type");
            if (found.equals(type.getString("const"))
                    || type.getJsonArray("enum") != null
                            && type.getJsonArray("enum").contains(found)) {
                return wrong(schema, message);
            }
        }
        return "no such type: " + message;
    }
}

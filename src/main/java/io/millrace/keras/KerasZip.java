package io.millrace.keras;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.network.Architecture;
import io.millrace.network.Parameter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The format of a {@code .keras} file: a zip of metadata, config and weights; Millrace's addition is an entry more. */
final class KerasZip {
    private static final String METADATA = "metadata.json";
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.weights.h5";
    private static final String MILLRACE = MillraceAttribute.NAME + ".json";

    /** So that the same model gives the same bytes. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    /** Keras stores without compression; a file that unfolds to more is no model. */
    private static final int MOST_EXPANSION = 4;

    private static final int ALWAYS_ALLOWED = 64 << 20;

    private KerasZip() {}

    static boolean is(byte[] bytes) {
        return bytes.length > 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3 && bytes[3] == 4;
    }

    static ModelSource open(byte[] bytes) {
        Map<String, byte[]> entries = unzip(bytes);
        JsonNode metadata = json(entries, METADATA);
        JsonNode config = json(entries, CONFIG);
        Optional<JsonNode> millrace =
                entries.containsKey(MILLRACE) ? Optional.of(json(entries, MILLRACE)) : Optional.empty();
        KerasZipPaths paths = new KerasZipPaths(ModelConfig.parse(config));
        return new KerasZipSource(metadata, config, paths, millrace, new Hdf5Reader(entry(entries, WEIGHTS)));
    }

    private static Map<String, byte[]> unzip(byte[] bytes) {
        long left =
                Math.max(ALWAYS_ALLOWED, Math.min((long) MOST_EXPANSION * bytes.length, KerasModelFile.LARGEST_FILE));
        Map<String, byte[]> entries = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] content = zip.readNBytes((int) left);
                left -= content.length;
                if (left <= 0) {
                    throw new ModelFileException("zip: expected the size of a model, found far more when unfolded");
                }
                entries.put(entry.getName(), content);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelFileException("zip: expected a .keras file, found a damaged one (" + e + ")", e);
        }
        return entries;
    }

    private static byte[] entry(Map<String, byte[]> entries, String name) {
        byte[] content = entries.get(name);
        if (content == null) {
            throw new ModelFileException(name + ": expected in a .keras file, found none");
        }
        return content;
    }

    private static JsonNode json(Map<String, byte[]> entries, String name) {
        return Json.parse(name, new String(entry(entries, name), UTF_8));
    }

    /** The bytes of a file that Keras 2.15 and Keras 3 load. */
    static byte[] write(KerasModel model) {
        Architecture architecture = model.network().architecture();
        ObjectNode config = ConfigWriter.modelConfig(architecture);
        config.put("module", "keras").put("registered_name", "Sequential");
        config.path("config").path("layers").forEach(layer -> ((ObjectNode) layer)
                .put("module", "keras.layers")
                .putNull("registered_name"));
        model.training().ifPresent(training -> config.set("compile_config", TrainingConfigJson.writeForZip(training)));
        Map<String, byte[]> entries = new LinkedHashMap<>();
        ObjectNode metadata = Json.object().put("keras_version", ConfigWriter.kerasVersion(architecture));
        entries.put(METADATA, Json.text(metadata).getBytes(UTF_8));
        entries.put(CONFIG, Json.text(config).getBytes(UTF_8));
        entries.put(WEIGHTS, weights(model, ModelConfig.parse(config)));
        entries.put(MILLRACE, Json.text(MillraceAttribute.of(model).toJson()).getBytes(UTF_8));
        return zip(entries);
    }

    private static byte[] weights(KerasModel model, ModelConfig config) {
        Hdf5Group root = new Hdf5Group();
        KerasZipPaths paths = new KerasZipPaths(config);
        root.group("vars"); // Keras 2 looks for those of the model and of each layer, empty or not
        config.layers().forEach(layer -> root.group(paths.group(layer.name()) + "/vars"));
        Architecture architecture = model.network().architecture();
        int layer = -1;
        int index = 0;
        for (Parameter parameter : architecture.parameters()) {
            index = parameter.layer() == layer ? index + 1 : 0;
            layer = parameter.layer();
            String vars = paths.vars(architecture.layers().get(layer).name());
            root.dataset(
                    vars + "/" + index,
                    parameter.shape(),
                    model.network().weights().toArray(parameter));
        }
        return Hdf5Writer.write(root);
    }

    private static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> content : entries.entrySet()) {
                CRC32 crc = new CRC32();
                crc.update(content.getValue());
                ZipEntry entry = new ZipEntry(content.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(content.getValue().length);
                entry.setCrc(crc.getValue());
                entry.setTimeLocal(NO_TIME);
                zip.putNextEntry(entry);
                zip.write(content.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }
}

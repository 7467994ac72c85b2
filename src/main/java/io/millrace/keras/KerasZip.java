package io.millrace.keras;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.network.Architecture;
import io.millrace.network.Parameter;
import io.millrace.network.SequenceModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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
    private static final String VARS = "vars";
    private static final String MILLRACE = MillraceAttribute.NAME + ".json";

    /** So that the same model gives the same bytes. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    /** Keras stores without compression; a file that unfolds to more is no model. */
    private static final int MOST_EXPANSION = 4;

    private static final int ALWAYS_ALLOWED = 64 << 20;
    /** Keras has three, and beside them what a model's layers keep in files. */
    private static final int MOST_ENTRIES = 10_000;

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

    /** The four entries that a model has; others are passed over, counted like them. */
    private static Map<String, byte[]> unzip(byte[] bytes) {
        long left =
                Math.max(ALWAYS_ALLOWED, Math.min((long) MOST_EXPANSION * bytes.length, KerasModelFile.largestFile()));
        int entriesLeft = MOST_ENTRIES;
        Map<String, byte[]> entries = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (List.of(METADATA, CONFIG, WEIGHTS, MILLRACE).contains(entry.getName())) {
                    byte[] content = zip.readNBytes((int) left);
                    left -= content.length;
                    entries.put(entry.getName(), content);
                } else {
                    left -= zip.skip(left);
                }
                if (left <= 0 || --entriesLeft == 0) {
                    throw new ModelFileException("zip: expected the size of a model, found far more when unfolded");
                }
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
        ObjectNode config = ConfigWriter.modelConfig(model);
        boolean isSequential = config.get("class_name").asText().equals("Sequential");
        config.put("registered_name", config.get("class_name").asText());
        config.put("module", isSequential ? "keras" : "keras.src.models.functional");
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
        root.group(VARS);
        Architecture architecture = model.network().architecture();
        for (LayerConfig layer : config.layers()) {
            List<String> groups = paths.vars(layer);
            groups.forEach(group -> makeAll(root, group));
            if (layer.className().equals("Bidirectional")) {
                // Keras 2 has the layer that was given beside the two that it made.
                makeAll(root, groups.get(0).replace("/forward_layer/", "/layer/"));
            }
            for (int index = 0; index < architecture.layers().size(); index++) {
                if (architecture.layers().get(index).name().equals(layer.name())) {
                    write(model.network(), index, groups, root);
                }
            }
        }
        model.optimizer()
                .ifPresent(state -> OptimizerVariables.write(
                        state, model.training().orElseThrow(), config.learning(architecture), root));
        return Hdf5Writer.write(root);
    }

    /** Keras 2 looks for the variables of each layer and each part of one, empty or not. */
    private static void makeAll(Hdf5Group root, String vars) {
        String[] names = vars.split("/", -1);
        for (int depth = 2; depth < names.length; depth++) {
            root.group(String.join("/", Arrays.copyOf(names, depth)) + "/" + VARS);
        }
    }

    /** The parts of a wrapper each have a group; their arrays are numbered from 0. */
    private static void write(SequenceModel network, int layer, List<String> groups, Hdf5Group root) {
        Map<String, Integer> counts = new LinkedHashMap<>(); // arrays so far of each part
        for (Parameter parameter : network.architecture().parameters()) {
            if (parameter.layer() == layer) {
                int slash = parameter.name().indexOf('/');
                String part = slash < 0 ? "" : parameter.name().substring(0, slash);
                int index = counts.merge(part, 1, Integer::sum) - 1;
                String group = groups.get(counts.size() - 1);
                root.dataset(
                        group + "/" + index,
                        parameter.shape(),
                        network.weights().toArray(parameter));
            }
        }
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

package io.millrace.api;

import io.millrace.network.kernel.Kernels;
import java.util.List;
import java.util.Map;

/**
 * What the API is told.
 *
 * @param kernels that step sequences in memory
 * @param kafka client properties, verbatim, for sequences that are durable
 */
public record ApiSettings(List<ApiModel> models, Kernels kernels, Map<String, String> kafka) {
    public ApiSettings {
        models = List.copyOf(models);
        kafka = Map.copyOf(kafka);
    }

    /** No model at all. */
    public static ApiSettings none() {
        return new ApiSettings(List.of(), Kernels.best(), Map.of());
    }
}

package io.millrace.web;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /models/ball}, {@code POST} and {@code DELETE /models/ball/retrain}, {@code POST /models/ball/rollback?version=3}: what was asked
 * for is accepted (202) and done soon, or refused with the reason.
 */
public final class ModelRoutes {
    private final Map<String, ModelCommands> models;

    public ModelRoutes(Map<String, ModelCommands> models) {
        this.models = Map.copyOf(models);
    }

    public void addTo(Router router) {
        router.get("/models/:model")
                .handler(context -> with(context, model -> context.response()
                        .putHeader("Content-Type", "application/json")
                        .end(model.describe())));
        router.post("/models/:model/retrain")
                .handler(context -> with(context, model -> answer(context, model.retrain())));
        router.delete("/models/:model/retrain")
                .handler(context -> with(context, model -> answer(context, model.endTraining())));
        router.post("/models/:model/rollback").handler(context -> with(context, model -> rollBack(context, model)));
    }

    private interface Use {
        void of(ModelCommands model);
    }

    private void with(RoutingContext context, Use use) {
        ModelCommands model = models.get(context.pathParam("model"));
        if (model == null) {
            end(context, 404, "expected one of the models " + models.keySet());
        } else {
            use.of(model);
        }
    }

    private static void rollBack(RoutingContext context, ModelCommands model) {
        String version = context.queryParams().get("version");
        if (version == null || !version.matches("\\d{1,18}")) {
            end(context, 400, "version: expected a number, found " + version);
        } else {
            answer(context, model.rollBack(Long.parseLong(version)));
        }
    }

    private static void answer(RoutingContext context, Optional<String> refused) {
        end(context, refused.isPresent() ? 409 : 202, refused.orElse("accepted"));
    }

    private static void end(RoutingContext context, int status, String detail) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(new JsonObject().put("detail", detail).encode());
    }
}

package io.millrace.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.config.Setting;
import io.millrace.kafka.KnownProperties;
import java.util.List;

/** The configuration in force, for whoever looks at a running process: what may not be shown is only said to be there. */
final class ShownSettings {
    static final String HIDDEN = "(hidden)";

    private ShownSettings() {}

    /** By path. */
    static String json(List<Setting> settings) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        settings.stream()
                .filter(setting -> setting.kind() != Setting.Kind.SECTION && setting.value() != null)
                .forEach(setting -> json.put(setting.path(), shown(setting)));
        return json.toPrettyString();
    }

    static String shown(Setting setting) {
        if (setting.kind() == Setting.Kind.SECRET) {
            return HIDDEN;
        }
        boolean own = !setting.section().equals("kafka") || setting.key().equals("group.id");
        return own || KnownProperties.mayBeShown(setting.key()) ? setting.value() : HIDDEN;
    }
}

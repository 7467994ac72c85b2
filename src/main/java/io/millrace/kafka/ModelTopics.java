package io.millrace.kafka;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topic of models: compacted, one partition; and that of events, one partition. */
final class ModelTopics {
    static final Map<String, String> COMPACTED =
            Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);

    private ModelTopics() {}

    /** Creates the topic if it is missing. Errors: one that is not compacted would lose models. */
    static void prepare(Admin admin, String topic, short replication) {
        if (!create(admin, new NewTopic(topic, 1, replication).configs(COMPACTED))) {
            String policy = config(admin, topic, TopicConfig.CLEANUP_POLICY_CONFIG);
            if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                throw new UnusableTopicException(
                        topic + ": expected cleanup.policy=compact, found " + policy + "; models would be lost");
            }
        }
    }

    static void prepareEvents(Admin admin, String topic, short replication) {
        create(admin, new NewTopic(topic, 1, replication));
    }

    static int maxBytes(Admin admin, String topic) {
        return Integer.parseInt(config(admin, topic, TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    }

    private static boolean create(Admin admin, NewTopic topic) {
        if (Topics.get(admin.listTopics().names()).contains(topic.name())) {
            return false;
        }
        try {
            TopicCreation.create(admin, topic);
            return true;
        } catch (TopicExistsException another) {
            return false; // another instance was quicker
        } catch (AuthorizationException e) {
            throw new UnusableTopicException(
                    topic.name() + ": may be neither seen nor created; allow READ and WRITE of it, or CREATE", e);
        }
    }

    private static String config(Admin admin, String topic, String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            return Topics.get(admin.describeConfigs(List.of(resource)).all())
                    .get(resource)
                    .get(name)
                    .value();
        } catch (AuthorizationException e) {
            throw new UnusableTopicException(
                    topic + ": may not be asked for its configuration; allow DESCRIBE_CONFIGS", e);
        }
    }
}

package io.millrace.cli;

import io.millrace.config.KafkaConfig;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.kafka.LoopSettings;
import io.millrace.kafka.TopicNames;

/** What the loops of a model, their topics and their groups are called, and what they are told. */
final class LoopNames {
    private LoopNames() {}

    static TopicNames topics(MillraceConfig config, ModelConfig model) {
        return new TopicNames(
                model.input().topic(),
                model.output().topic(),
                model.input().rejectedTopic(),
                model.stateTopic(config.kafka().groupId()),
                model.sequences().forgotten());
    }

    /** @param kafka with the address of the broker, embedded or not */
    static LoopSettings settings(MillraceConfig config, KafkaConfig kafka, ModelConfig model, int thread) {
        return new LoopSettings(
                kafka.client(),
                config.kafka().groupId() + "." + model.name(),
                config.instance() + "-" + thread,
                topics(config, model),
                config.commit(),
                config.checkpoint(),
                config.standby(),
                kafka.topics().partitions(),
                (short) kafka.topics().replication());
    }

    /** The topic of published models. */
    static String models(KafkaConfig kafka) {
        return kafka.groupId() + ".models";
    }

    /** The topic that tells of models' lives. */
    static String events(KafkaConfig kafka) {
        return kafka.groupId() + ".events";
    }
}

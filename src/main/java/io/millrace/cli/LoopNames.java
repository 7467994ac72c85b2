package io.millrace.cli;

import io.millrace.config.KafkaConfig;
import io.millrace.config.MillraceConfig;
import io.millrace.config.ModelConfig;
import io.millrace.config.OrderConfig;
import io.millrace.config.SequenceConfig;
import io.millrace.kafka.LoopSettings;
import io.millrace.kafka.SequenceRules;
import io.millrace.kafka.TopicNames;
import io.millrace.stream.Forgetting;
import io.millrace.stream.Order;

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

    static LoopSettings settings(MillraceConfig config, ModelConfig model, int thread) {
        KafkaConfig kafka = config.kafka();
        return new LoopSettings(
                kafka.client(),
                kafka.groupId() + "." + model.name(),
                config.instance() + "-" + thread,
                topics(config, model),
                config.commit(),
                config.checkpoint(),
                config.standby(),
                kafka.topics().partitions(),
                (short) kafka.topics().replication());
    }

    /** What makes sequences of the model's records. */
    static SequenceRules rules(ModelConfig model) {
        SequenceConfig sequences = model.sequences();
        Forgetting forgetting = new Forgetting(
                sequences.idle(),
                sequences.gap(),
                Forgetting.Time.valueOf(sequences.time().name()));
        return new SequenceRules(
                forgetting,
                sequences.order().map(LoopNames::order),
                sequences.order().flatMap(OrderConfig::field).orElse(""));
    }

    private static Order order(OrderConfig order) {
        return new Order(order.field().isPresent() ? Order.By.NUMBER : Order.By.TIME, order.patience(), order.most());
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

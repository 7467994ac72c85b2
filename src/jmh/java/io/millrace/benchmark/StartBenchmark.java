package io.millrace.benchmark;

import io.millrace.encoding.PointEncoding;
import io.millrace.keras.KerasModel;
import io.millrace.keras.KerasModelFile;
import io.millrace.network.kernel.Kernels;
import io.millrace.stream.StreamModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * From the start of the service's process until its first prediction is committed and read: JVM, model file, topics, group and
 * cold kernel included. The points are there already. Arguments: {@code rounds=5}.
 */
final class StartBenchmark {
    private static final int CORE = 1;
    private static final PipelineModel MODEL = PipelineModel.A;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private StartBenchmark() {}

    public static void main(String[] given) throws IOException {
        int rounds = new Arguments(given).number("rounds", 5);
        System.out.println(Machine.describe(Kernels.best()));
        Path folder = Files.createTempDirectory("millrace-start");
        StreamModel model = MODEL.model();
        Path file = folder.resolve("ball.h5");
        KerasModelFile.write(new KerasModel(model.network(), "1").withEncoding((PointEncoding) model.encoding()), file);
        double[] seconds = new double[rounds];
        try (BrokerProcess broker = new BrokerProcess()) {
            for (int round = 0; round < rounds; round++) {
                seconds[round] = start(broker.bootstrapServers(), folder, file);
                System.out.printf(Locale.ROOT, "%.2f s%n", seconds[round]);
            }
        }
        System.out.printf(Locale.ROOT, "from the process' start to its first prediction: %.2f s%n", Median.of(seconds));
    }

    private static double start(String bootstrapServers, Path folder, Path file) throws IOException {
        String input = "start-" + UUID.randomUUID();
        String output = input + ".out";
        Points.create(Map.of("bootstrap.servers", bootstrapServers), input, output);
        Points points = new Points(MODEL, 10);
        try (KafkaProducer<byte[], byte[]> producer = Points.producer(bootstrapServers, "0")) {
            IntStream.range(0, 10).forEach(stream -> producer.send(points.next(input, stream)));
        }
        Path config = folder.resolve(input + ".yaml");
        Files.writeString(
                config, """
                kafka: { bootstrap.servers: "%s", group.id: %s }
                http: { port: 0, managementPort: 0 }
                models:
                  ball:
                    input: { topic: %s, features: [%s] }
                    output: { topic: %s }
                    predict: next
                    file: %s
                """.formatted(bootstrapServers, input, input, String.join(", ", MODEL.names()), output, file));
        Map<String, Object> reader = Map.of(
                "bootstrap.servers", bootstrapServers, "isolation.level", "read_committed", "fetch.max.wait.ms", "10");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reader, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, PipelineSeat.PARTITIONS)
                    .mapToObj(partition -> new TopicPartition(output, partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long began = System.nanoTime();
            try (Forked service =
                    Forked.start(CORE, "io.millrace.Millrace", List.of("serve", "--config", config.toString()))) {
                while (consumer.poll(Duration.ofMillis(10)).isEmpty()) {
                    if (System.nanoTime() - began > PATIENCE.toNanos()) {
                        throw new IllegalStateException("expected a prediction within " + PATIENCE + ", found none");
                    }
                }
                return 1e-9 * (System.nanoTime() - began);
            }
        }
    }
}

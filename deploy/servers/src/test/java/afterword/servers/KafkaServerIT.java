// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaServerIT {

    private static final Path JAR = Jars.of(Jars.repository(), "deploy/kafka");

    @TempDir Path folder;

    @Test
    void keepsWhatItAcknowledgedWhenKilled() throws Exception {
        try (var server = KafkaServer.start(JAR, folder, 0)) {
            write(server, "kept");
            long killed = server.pid();
            server.kill();
            assertThat(ProcessHandle.of(killed)).isEmpty();

            server.restart();

            assertThat(read(server)).isEqualTo("kept");
        }
    }

    @Test
    void keepsItsFolderAcrossServersAndLeavesNoProcess() throws Exception {
        var first = KafkaServer.start(JAR, folder, 0);
        write(first, "kept");
        long pid = first.pid();
        first.close();
        first.close();
        assertThat(ProcessHandle.of(pid)).isEmpty();

        try (var second = KafkaServer.start(JAR, folder, 0)) {
            assertThat(read(second)).isEqualTo("kept");
        }
    }

    private static void write(KafkaServer server, String text) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", server.bootstrapServers());
        try (var admin = Admin.create(settings);
                var producer =
                        new KafkaProducer<>(
                                settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("t", Optional.of(1), Optional.empty())))
                    .all()
                    .get(20, TimeUnit.SECONDS);
            producer.send(new ProducerRecord<>("t", "key", text)).get(20, TimeUnit.SECONDS);
        }
    }

    private static String read(KafkaServer server) {
        Map<String, Object> settings = Map.of("bootstrap.servers", server.bootstrapServers());
        try (var consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition("t", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var records = consumer.poll(Duration.ofSeconds(20)).records(partition);
            return records.isEmpty() ? "nothing" : records.getFirst().value();
        }
    }
}

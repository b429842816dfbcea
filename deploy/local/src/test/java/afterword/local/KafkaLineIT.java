// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.local.Conversations.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

class KafkaLineIT extends LineContract {

    @Override
    BrokerChoice broker() {
        return BrokerChoice.KAFKA;
    }

    @Override
    void publish(Line line, List<Given> conversations) throws Exception {
        var server = ((LineBroker.Kafka) line.broker()).server();
        Map<String, Object> settings = Map.of("bootstrap.servers", server.bootstrapServers());
        try (var producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            var sent = new ArrayList<Future<RecordMetadata>>();
            for (var conversation : conversations) {
                sent.add(
                        producer.send(
                                new ProducerRecord<>(
                                        "afterword.conversation.ended.v1",
                                        conversation.id(),
                                        conversation.body())));
            }
            for (var confirm : sent) {
                confirm.get(10, TimeUnit.SECONDS);
            }
        }
    }
}

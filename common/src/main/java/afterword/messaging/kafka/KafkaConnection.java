// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How to reach Kafka, under the names that Spring Boot users know.
///
/// @param bootstrapServers `host:port` of a few brokers
/// @param properties any client property, such as `security.protocol` or `sasl.jaas.config`; those
///   that our promises stand on (acks, time-outs, offsets) cannot be changed here
@ConfigurationProperties("spring.kafka")
public record KafkaConnection(
        @DefaultValue("localhost:9092") List<String> bootstrapServers,
        @DefaultValue Map<String, String> properties) {

    public KafkaConnection {
        bootstrapServers = List.copyOf(bootstrapServers);
        properties = Map.copyOf(properties);
    }

    /// Without the properties, which may hold secrets.
    @Override
    public String toString() {
        return "KafkaConnection[" + bootstrapServers + "]";
    }
}

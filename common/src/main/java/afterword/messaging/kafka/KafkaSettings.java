// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How Kafka is used.
///
/// @param prefix stands before the names of topics and groups, for clusters with rules for names
/// @param partitions of topics that we create; the most processes that can share a topic. Runs in
///   flight do not depend on it: one consumer holds as many as its permits allow. 1 to 1,000
/// @param replicas of topics that we create; 0: as many as there are brokers, at most 3 (with 3,
///   `min.insync.replicas` is 2)
/// @param confirmTimeout after which a message's fate is unknown; 300 ms to 1 min
/// @param outstanding unconfirmed messages per publisher at most; beyond it, they are refused
@ConfigurationProperties("afterword.kafka")
public record KafkaSettings(
        @DefaultValue("") String prefix,
        @DefaultValue("12") int partitions,
        @DefaultValue("0") int replicas,
        @DefaultValue("1s") Duration confirmTimeout,
        @DefaultValue("8192") int outstanding) {

    public KafkaSettings {
        if (partitions < 1 || partitions > 1_000 || replicas < 0) {
            throw new IllegalArgumentException(
                    "afterword.kafka.partitions is 1 to 1,000, afterword.kafka.replicas not negative");
        }
        if (confirmTimeout.toMillis() < 300 || confirmTimeout.toMillis() > 60_000) {
            throw new IllegalArgumentException(
                    "afterword.kafka.confirm-timeout is 300 ms to 1 min, not " + confirmTimeout);
        }
        if (outstanding < 1) {
            throw new IllegalArgumentException("afterword.kafka.outstanding is at least 1");
        }
    }
}

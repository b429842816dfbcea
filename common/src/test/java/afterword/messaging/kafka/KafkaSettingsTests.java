// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class KafkaSettingsTests {

    @Test
    void everySettingHasADefault() {
        assertThat(binder(Map.of()).bindOrCreate("afterword.kafka", KafkaSettings.class))
                .isEqualTo(new KafkaSettings("", 12, 0, Duration.ofSeconds(1), 8192));
        assertThat(binder(Map.of()).bindOrCreate("spring.kafka", KafkaConnection.class))
                .isEqualTo(new KafkaConnection(List.of("localhost:9092"), Map.of()));
    }

    @Test
    void everySettingIsReadFromText() {
        var binder =
                binder(
                        Map.of(
                                "afterword.kafka.prefix", "team.",
                                "afterword.kafka.partitions", "3",
                                "afterword.kafka.replicas", "2",
                                "afterword.kafka.confirm-timeout", "700ms",
                                "afterword.kafka.outstanding", "10",
                                "spring.kafka.bootstrap-servers", "a:1,b:2",
                                "spring.kafka.properties.security.protocol", "SASL_SSL"));

        assertThat(binder.bindOrCreate("afterword.kafka", KafkaSettings.class))
                .isEqualTo(new KafkaSettings("team.", 3, 2, Duration.ofMillis(700), 10));
        assertThat(binder.bindOrCreate("spring.kafka", KafkaConnection.class))
                .isEqualTo(
                        new KafkaConnection(
                                List.of("a:1", "b:2"), Map.of("security.protocol", "SASL_SSL")));
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KafkaSettings("", 0, 0, Duration.ofSeconds(1), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KafkaSettings("", 1, 0, Duration.ofMillis(10), 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new KafkaSettings("", 1, 0, Duration.ofSeconds(1), 0));
    }

    @Test
    void secretsAreNotPrinted() {
        var connection = new KafkaConnection(List.of("a:1"), Map.of("sasl.jaas.config", "secret"));

        assertThat(connection.toString()).doesNotContain("secret");
    }

    private static Binder binder(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties));
    }
}

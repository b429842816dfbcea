// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.servers.RabbitSource;
import afterword.servers.ServerException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineBrokerIT {

    private static final RabbitSource NONE =
            new RabbitSource.Missing("RabbitMQ cannot be had: nothing here");

    @TempDir Path data;

    @Test
    void autoTakesKafkaWhereNoRabbitCanBeHadAndSaysWhy() {
        try (var broker = LineBroker.start(settings(BrokerChoice.AUTO), () -> NONE, _ -> {})) {
            assertThat(broker).isInstanceOf(LineBroker.Kafka.class);
            assertThat(broker.description())
                    .startsWith("Kafka")
                    .contains("RabbitMQ cannot be had: nothing here");
            assertThat(broker.environment()).containsEntry("AFTERWORD_BROKER", "kafka");
        }
    }

    @Test
    void rabbitmqInsists() {
        var settings = settings(BrokerChoice.RABBITMQ);

        assertThatThrownBy(() -> LineBroker.start(settings, () -> NONE, _ -> {}))
                .isInstanceOf(ServerException.class)
                .hasMessage("RabbitMQ cannot be had: nothing here");
    }

    @Test
    void kafkaDoesNotEvenLookForRabbit() {
        var looked = new AtomicBoolean();
        var settings = settings(BrokerChoice.KAFKA);
        try (var broker =
                LineBroker.start(
                        settings,
                        () -> {
                            looked.set(true);
                            return NONE;
                        },
                        _ -> {})) {
            assertThat(broker).isInstanceOf(LineBroker.Kafka.class);
        }
        assertThat(looked).isFalse();
    }

    private LineSettings settings(BrokerChoice choice) {
        return new LineSettings(
                LineStand.REPOSITORY, data, choice, 0, false, LineSettings.QUICK_START, Map.of());
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.events.Bound;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliverySettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Bound.from(DeliverySettings.class, Map.of()))
                .isEqualTo(
                        new DeliverySettings(
                                256,
                                1000,
                                Duration.ofSeconds(1),
                                500,
                                Duration.ofSeconds(30),
                                8,
                                Duration.ofSeconds(5),
                                2000,
                                Duration.ofSeconds(15),
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(10)));
    }

    @Test
    void readsAllProperties() {
        var properties =
                Map.ofEntries(
                        Map.entry("batch-size", "10"),
                        Map.entry("in-flight", "20"),
                        Map.entry("relay-every", "2s"),
                        Map.entry("relay-batch", "50"),
                        Map.entry("relay-lease", "31s"),
                        Map.entry("together", "9"),
                        Map.entry("sweep-every", "6s"),
                        Map.entry("sweep-batch", "200"),
                        Map.entry("sweep-age", "16s"),
                        Map.entry("late-after", "3m"),
                        Map.entry("stop-within", "11s"));
        assertThat(Bound.from(DeliverySettings.class, properties))
                .isEqualTo(
                        new DeliverySettings(
                                10,
                                20,
                                Duration.ofSeconds(2),
                                50,
                                Duration.ofSeconds(31),
                                9,
                                Duration.ofSeconds(6),
                                200,
                                Duration.ofSeconds(16),
                                Duration.ofMinutes(3),
                                Duration.ofSeconds(11)));
    }
}

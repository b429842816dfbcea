// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.events.Bound;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DispatchSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Bound.from(DispatchSettings.class, Map.of()))
                .isEqualTo(
                        new DispatchSettings(
                                Duration.ofSeconds(1),
                                500,
                                Duration.ofSeconds(30),
                                8,
                                Duration.ofSeconds(1),
                                100,
                                Duration.ofHours(1),
                                Duration.ofMinutes(2),
                                100));
    }

    @Test
    void readsAllProperties() {
        var properties =
                Map.ofEntries(
                        Map.entry("relay-every", "2s"),
                        Map.entry("relay-batch", "50"),
                        Map.entry("relay-lease", "31s"),
                        Map.entry("together", "9"),
                        Map.entry("ring-every", "3s"),
                        Map.entry("rings-per-second", "101"),
                        Map.entry("ring-most", "2h"),
                        Map.entry("late-after", "3m"),
                        Map.entry("few-waiting", "7"));
        assertThat(Bound.from(DispatchSettings.class, properties))
                .isEqualTo(
                        new DispatchSettings(
                                Duration.ofSeconds(2),
                                50,
                                Duration.ofSeconds(31),
                                9,
                                Duration.ofSeconds(3),
                                101,
                                Duration.ofHours(2),
                                Duration.ofMinutes(3),
                                7L));
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.events.Bound;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgerSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Bound.from(LedgerSettings.class, Map.of()))
                .isEqualTo(
                        new LedgerSettings(
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(10),
                                Duration.ofMillis(100),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(5)));
    }

    @Test
    void readsAllProperties() {
        var properties =
                Map.ofEntries(
                        Map.entry("relay-after", "6s"),
                        Map.entry("ring-after", "11m"),
                        Map.entry("pause-first", "101ms"),
                        Map.entry("pause-most", "4s"),
                        Map.entry("gauges-every", "7s"));
        assertThat(Bound.from(LedgerSettings.class, properties))
                .isEqualTo(
                        new LedgerSettings(
                                Duration.ofSeconds(6),
                                Duration.ofMinutes(11),
                                Duration.ofMillis(101),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(7)));
    }
}

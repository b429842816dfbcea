// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.events.Bound;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class DeadLetterSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Bound.from(DeadLetterSettings.class, Map.of()))
                .isEqualTo(
                        new DeadLetterSettings(
                                DataSize.ofMegabytes(16),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30)));
    }

    @Test
    void readsAllProperties() {
        var properties =
                Map.ofEntries(
                        Map.entry("keep-bytes", "1MB"),
                        Map.entry("relay-every", "6s"),
                        Map.entry("relay-lease", "31s"));
        assertThat(Bound.from(DeadLetterSettings.class, properties))
                .isEqualTo(
                        new DeadLetterSettings(
                                DataSize.ofMegabytes(1),
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(31)));
    }
}

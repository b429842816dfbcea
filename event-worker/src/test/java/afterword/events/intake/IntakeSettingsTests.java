// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.events.Bound;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class IntakeSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Bound.from(IntakeSettings.class, Map.of()))
                .isEqualTo(
                        new IntakeSettings(
                                256,
                                DataSize.ofMegabytes(8),
                                1000,
                                3,
                                Duration.ofDays(7),
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(10)));
    }

    @Test
    void readsAllProperties() {
        var properties =
                Map.ofEntries(
                        Map.entry("batch-size", "10"),
                        Map.entry("batch-bytes", "1MB"),
                        Map.entry("in-flight", "20"),
                        Map.entry("deaths", "5"),
                        Map.entry("suspects-kept", "8d"),
                        Map.entry("deaf-after", "2m"),
                        Map.entry("stop-within", "11s"));
        assertThat(Bound.from(IntakeSettings.class, properties))
                .isEqualTo(
                        new IntakeSettings(
                                10,
                                DataSize.ofMegabytes(1),
                                20,
                                5,
                                Duration.ofDays(8),
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(11)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.analysis.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunSettingsTests {

    private static final String PREFIX = "afterword.analysis.run.";

    @Test
    void hasDefaults() {
        assertThat(Settings.defaults(RunSettings.class))
                .isEqualTo(
                        new RunSettings(
                                64,
                                0,
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(65),
                                "",
                                new RunSettings.Lease(
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(1),
                                        2,
                                        3),
                                new RunSettings.Park(
                                        Duration.ofSeconds(5),
                                        Duration.ofMinutes(5),
                                        Duration.ofHours(24))));
        assertThat(Settings.defaults(RunSettings.class).cores()).isPositive();
    }

    @Test
    void readsAllProperties() {
        var properties =
                Map.ofEntries(
                        Map.entry(PREFIX + "in-flight", "7"),
                        Map.entry(PREFIX + "cpu-threads", "3"),
                        Map.entry(PREFIX + "visit-limit", "1m"),
                        Map.entry(PREFIX + "drain", "20s"),
                        Map.entry(PREFIX + "direct-url", "jdbc:postgresql://db/afterword"),
                        Map.entry(PREFIX + "lease.length", "6s"),
                        Map.entry(PREFIX + "lease.renewal", "1s"),
                        Map.entry(PREFIX + "lease.sweep", "500ms"),
                        Map.entry(PREFIX + "lease.suspect-after", "2"),
                        Map.entry(PREFIX + "lease.poison-after", "5"),
                        Map.entry(PREFIX + "park.first", "1s"),
                        Map.entry(PREFIX + "park.most", "10s"),
                        Map.entry(PREFIX + "park.limit", "1h"));
        assertThat(Settings.read(RunSettings.class, properties))
                .isEqualTo(
                        new RunSettings(
                                7,
                                3,
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(20),
                                "jdbc:postgresql://db/afterword",
                                new RunSettings.Lease(
                                        Duration.ofSeconds(6),
                                        Duration.ofSeconds(1),
                                        Duration.ofMillis(500),
                                        2,
                                        5),
                                new RunSettings.Park(
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(10),
                                        Duration.ofHours(1))));
    }

    @ParameterizedTest
    @CsvSource({
        "in-flight, 0",
        "visit-limit, 0s",
        "lease.renewal, 5s",
        "lease.poison-after, 0",
        "park.first, 10m",
        "park.limit, 1s"
    })
    void refusesWhatCannotWork(String name, String value) {
        assertThatThrownBy(() -> Settings.read(RunSettings.class, Map.of(PREFIX + name, value)))
                .rootCause()
                .hasMessageContaining("afterword.analysis.run");
    }
}

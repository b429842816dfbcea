// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.gateway.Binding;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SpillSettingsTests {

    private static final String PREFIX = "afterword.gateway.spill";

    @Test
    void hasDefaults() {
        assertThat(Binding.of(PREFIX, SpillSettings.class))
                .isEqualTo(
                        new SpillSettings(
                                100_000,
                                DataSize.ofMegabytes(512),
                                1_024,
                                128,
                                Duration.ofSeconds(1),
                                32,
                                Duration.ofSeconds(5),
                                Duration.ofMinutes(2)));
    }

    @Test
    void mapsAllProperties() {
        assertThat(
                        Binding.of(
                                PREFIX,
                                SpillSettings.class,
                                "events",
                                "1",
                                "size",
                                "2MB",
                                "queue",
                                "3",
                                "batch",
                                "4",
                                "relay-every",
                                "5s",
                                "relay-batch",
                                "6",
                                "relay-again",
                                "7s",
                                "late-after",
                                "3m"))
                .isEqualTo(
                        new SpillSettings(
                                1,
                                DataSize.ofMegabytes(2),
                                3,
                                4,
                                Duration.ofSeconds(5),
                                6,
                                Duration.ofSeconds(7),
                                Duration.ofMinutes(3)));
    }
}

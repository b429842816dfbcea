// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.gateway.Binding;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutcomeSettingsTests {

    private static final String PREFIX = "afterword.gateway.outcomes";

    @Test
    void hasDefaults() {
        assertThat(Binding.of(PREFIX, OutcomeSettings.class))
                .isEqualTo(
                        new OutcomeSettings(
                                8,
                                Duration.ofSeconds(1),
                                1_000,
                                Duration.ofMillis(1),
                                Duration.ofMillis(50),
                                Duration.ofSeconds(1),
                                ""));
    }

    @Test
    void mapsAllProperties() {
        assertThat(
                        Binding.of(
                                PREFIX,
                                OutcomeSettings.class,
                                "concurrency",
                                "1",
                                "patience",
                                "2s",
                                "waiters",
                                "3",
                                "poll-min",
                                "4ms",
                                "poll-max",
                                "5ms",
                                "poll-quiet",
                                "6s",
                                "direct-url",
                                "jdbc:postgresql://db/x"))
                .isEqualTo(
                        new OutcomeSettings(
                                1,
                                Duration.ofSeconds(2),
                                3,
                                Duration.ofMillis(4),
                                Duration.ofMillis(5),
                                Duration.ofSeconds(6),
                                "jdbc:postgresql://db/x"));
    }

    @Test
    void refusesBoundsThatCross() {
        assertThatThrownBy(() -> Binding.of(PREFIX, OutcomeSettings.class, "poll-min", "60ms"))
                .hasRootCauseMessage("0 < poll-min ≤ poll-max ≤ poll-quiet");
    }
}

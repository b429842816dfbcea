// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.analysis.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PacingSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Settings.defaults(PacingSettings.class))
                .isEqualTo(
                        new PacingSettings(
                                Duration.ofSeconds(20),
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(1),
                                new PacingSettings.Extra(0.1, 0.05, Duration.ofSeconds(3)),
                                new PacingSettings.BreakerText(
                                        32,
                                        8,
                                        0.4,
                                        5,
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(10),
                                        3)));
    }

    @Test
    void readsAllProperties() {
        var read =
                Settings.read(
                        PacingSettings.class,
                        Map.ofEntries(
                                Map.entry("afterword.analysis.pacing.patience", "1s"),
                                Map.entry("afterword.analysis.pacing.hold-most", "2s"),
                                Map.entry("afterword.analysis.pacing.board-every", "3s"),
                                Map.entry("afterword.analysis.pacing.extra.retries", "0.2"),
                                Map.entry("afterword.analysis.pacing.extra.hedges", "0.3"),
                                Map.entry("afterword.analysis.pacing.extra.hedge-least", "4s"),
                                Map.entry("afterword.analysis.pacing.breaker.window", "10"),
                                Map.entry("afterword.analysis.pacing.breaker.least", "9"),
                                Map.entry("afterword.analysis.pacing.breaker.share", "0.5"),
                                Map.entry("afterword.analysis.pacing.breaker.row", "7"),
                                Map.entry("afterword.analysis.pacing.breaker.first", "5s"),
                                Map.entry("afterword.analysis.pacing.breaker.longest", "6s"),
                                Map.entry("afterword.analysis.pacing.breaker.good-row", "2")));
        assertThat(read)
                .isEqualTo(
                        new PacingSettings(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                new PacingSettings.Extra(0.2, 0.3, Duration.ofSeconds(4)),
                                new PacingSettings.BreakerText(
                                        10,
                                        9,
                                        0.5,
                                        7,
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(6),
                                        2)));
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThatThrownBy(() -> new PacingSettings.Extra(1.1, 0, Duration.ZERO))
                .hasMessageContaining("0 to 1");
        assertThatThrownBy(() ->
                        new PacingSettings.BreakerText(
                                4, 8, 0.5, 5, Duration.ofSeconds(1), Duration.ofSeconds(1), 1))
                .hasMessageContaining("out of range");
    }
}

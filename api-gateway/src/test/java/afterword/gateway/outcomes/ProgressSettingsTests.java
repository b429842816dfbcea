// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.gateway.Binding;
import afterword.gateway.live.StreamSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressSettingsTests {

    private static final String PREFIX = "afterword.gateway.progress";

    @Test
    void hasDefaults() {
        assertThat(Binding.of(PREFIX, ProgressSettings.class))
                .isEqualTo(
                        new ProgressSettings(
                                new StreamSettings(
                                        200, 32, Duration.ofSeconds(15), Duration.ofMinutes(30)),
                                Duration.ofMillis(50),
                                Duration.ofSeconds(1)));
    }

    @Test
    void mapsAllProperties() {
        assertThat(
                        Binding.of(
                                PREFIX,
                                ProgressSettings.class,
                                "stream.most",
                                "1",
                                "stream.mailbox",
                                "2",
                                "stream.heartbeat",
                                "3s",
                                "stream.limit",
                                "4m",
                                "poll-min",
                                "5ms",
                                "poll-max",
                                "6ms"))
                .isEqualTo(
                        new ProgressSettings(
                                new StreamSettings(
                                        1, 2, Duration.ofSeconds(3), Duration.ofMinutes(4)),
                                Duration.ofMillis(5),
                                Duration.ofMillis(6)));
    }

    @Test
    void refusesBoundsThatCross() {
        assertThatThrownBy(() -> Binding.of(PREFIX, ProgressSettings.class, "poll-min", "2s"))
                .hasRootCauseMessage("0 < poll-min ≤ poll-max");
    }
}

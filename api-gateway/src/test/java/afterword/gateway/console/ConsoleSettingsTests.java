// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.gateway.Binding;
import afterword.gateway.live.StreamSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsoleSettingsTests {

    private static final String PREFIX = "afterword.gateway.console";

    @Test
    void hasDefaults() {
        assertThat(Binding.of(PREFIX, ConsoleSettings.class))
                .isEqualTo(
                        new ConsoleSettings(
                                new StreamSettings(
                                        200, 32, Duration.ofSeconds(15), Duration.ofMinutes(30)),
                                2,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(1)));
    }

    @Test
    void mapsAllProperties() {
        assertThat(
                        Binding.of(
                                PREFIX,
                                ConsoleSettings.class,
                                "stream.most",
                                "1",
                                "stream.mailbox",
                                "2",
                                "stream.heartbeat",
                                "3s",
                                "stream.limit",
                                "4m",
                                "statements",
                                "5",
                                "patience",
                                "6s",
                                "pace",
                                "7s"))
                .isEqualTo(
                        new ConsoleSettings(
                                new StreamSettings(
                                        1, 2, Duration.ofSeconds(3), Duration.ofMinutes(4)),
                                5,
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(7)));
    }

    @Test
    void refusesNothingAtOnce() {
        assertThatThrownBy(() -> Binding.of(PREFIX, ConsoleSettings.class, "statements", "0"))
                .hasRootCauseMessage("statements is at least 1");
    }
}

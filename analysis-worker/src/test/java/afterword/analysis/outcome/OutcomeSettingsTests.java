// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutcomeSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Settings.defaults(OutcomeSettings.class))
                .isEqualTo(new OutcomeSettings(Duration.ofSeconds(1), Duration.ofSeconds(30), 500));
    }

    @Test
    void readsAllProperties() {
        assertThat(
                        Settings.read(
                                OutcomeSettings.class,
                                Map.of(
                                        "afterword.analysis.outcome.relay-every", "50ms",
                                        "afterword.analysis.outcome.again", "2s",
                                        "afterword.analysis.outcome.batch", "9")))
                .isEqualTo(new OutcomeSettings(Duration.ofMillis(50), Duration.ofSeconds(2), 9));
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.intake;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IntakeSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Settings.defaults(IntakeSettings.class))
                .isEqualTo(new IntakeSettings(64, Duration.ofSeconds(5)));
    }

    @Test
    void readsAllProperties() {
        assertThat(
                        Settings.read(
                                IntakeSettings.class,
                                Map.of(
                                        "afterword.analysis.intake.batch-size", "8",
                                        "afterword.analysis.intake.stop-within", "1s")))
                .isEqualTo(new IntakeSettings(8, Duration.ofSeconds(1)));
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.progress;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Settings.defaults(ProgressSettings.class))
                .isEqualTo(
                        new ProgressSettings(
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(10)));
    }

    @Test
    void readsAllProperties() {
        assertThat(
                        Settings.read(
                                ProgressSettings.class,
                                Map.of(
                                        "afterword.analysis.progress.stuck-after", "2m",
                                        "afterword.analysis.progress.late-after", "3m",
                                        "afterword.analysis.progress.every", "4s")))
                .isEqualTo(
                        new ProgressSettings(
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(3),
                                Duration.ofSeconds(4)));
    }
}

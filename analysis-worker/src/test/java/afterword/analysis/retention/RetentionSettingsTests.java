// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.retention;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Settings.defaults(RetentionSettings.class))
                .isEqualTo(new RetentionSettings(Duration.ofDays(30), Duration.ofSeconds(5), 1000));
    }

    @Test
    void readsAllProperties() {
        assertThat(
                        Settings.read(
                                RetentionSettings.class,
                                Map.of(
                                        "afterword.analysis.retention.raw-replies", "9d",
                                        "afterword.analysis.retention.every", "1m",
                                        "afterword.analysis.retention.batch", "7")))
                .isEqualTo(new RetentionSettings(Duration.ofDays(9), Duration.ofMinutes(1), 7));
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErasureSettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Settings.defaults(ErasureSettings.class))
                .isEqualTo(new ErasureSettings(Duration.ofSeconds(2), Duration.ofMinutes(10), 200));
    }

    @Test
    void readsAllProperties() {
        assertThat(
                        Settings.read(
                                ErasureSettings.class,
                                Map.of(
                                        "afterword.analysis.erasure.every", "1s",
                                        "afterword.analysis.erasure.overlap", "1m",
                                        "afterword.analysis.erasure.batch", "7")))
                .isEqualTo(new ErasureSettings(Duration.ofSeconds(1), Duration.ofMinutes(1), 7));
    }
}

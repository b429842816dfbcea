// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.Settings;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemorySettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Settings.defaults(MemorySettings.class))
                .isEqualTo(new MemorySettings(null, "", 64));
    }

    @Test
    void readsAllPropertiesFromTheEnvironment() {
        var settings =
                Settings.fromEnvironment(
                        MemorySettings.class,
                        Map.of(
                                "AFTERWORD_MEMORY_BASE_URL", "http://mem0:8000",
                                "AFTERWORD_MEMORY_API_KEY", "secret",
                                "AFTERWORD_MEMORY_CALLS_IN_FLIGHT", "5"));
        assertThat(settings)
                .isEqualTo(new MemorySettings(URI.create("http://mem0:8000"), "secret", 5));
        assertThat(settings.toString()).doesNotContain("secret");
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.Settings;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemorySettingsTests {

    @Test
    void hasDefaults() {
        assertThat(Settings.defaults(MemorySettings.class))
                .isEqualTo(new MemorySettings(null, "", 64, null));
    }

    @Test
    void readsAllPropertiesFromTheEnvironment() {
        var settings =
                Settings.fromEnvironment(
                        MemorySettings.class,
                        Map.of(
                                "AFTERWORD_MEMORY_BASE_URL", "http://mem0:8000",
                                "AFTERWORD_MEMORY_API_KEY", "secret",
                                "AFTERWORD_MEMORY_CALLS_IN_FLIGHT", "5",
                                "AFTERWORD_MEMORY_SHAPE", "hosted"));
        assertThat(settings)
                .isEqualTo(
                        new MemorySettings(
                                URI.create("http://mem0:8000"), "secret", 5, MemoryShape.HOSTED));
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.mem0.ai,          HOSTED",
        "https://mem0.ai/,             HOSTED",
        "http://mem0:8000,             SELF_HOSTED",
        "https://api.mem0.ai.evil.com, SELF_HOSTED",
        "https://notmem0.ai,           SELF_HOSTED"
    })
    void addressTellsTheShapeWhereNothingElseDoes(URI address, MemoryShape shape) {
        assertThat(Settings.defaults(MemorySettings.class).shape(address)).isEqualTo(shape);
    }
}

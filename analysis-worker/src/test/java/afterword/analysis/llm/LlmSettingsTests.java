// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.analysis.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.util.unit.DataSize;

class LlmSettingsTests {

    private static final URI BASE = URI.create("https://llm.example");

    @Test
    void hasDefaultsButForTheAddress() {
        assertThat(Settings.read(LlmSettings.class, Map.of("afterword.llm.base-url", BASE)))
                .isEqualTo(
                        new LlmSettings(
                                BASE,
                                "",
                                "gpt-4o-mini",
                                192,
                                "compatible",
                                null,
                                false,
                                new LlmSettings.LimitText(0, 0),
                                new LlmSettings.Fallback(
                                        null,
                                        "",
                                        "",
                                        "compatible",
                                        new LlmSettings.LimitText(0, 0))));
        assertThatThrownBy(() -> Settings.defaults(LlmSettings.class))
                .isInstanceOf(BindException.class)
                .rootCause()
                .hasMessageContaining("AFTERWORD_LLM_BASE_URL");
    }

    @Test
    void readsAllPropertiesFromTheEnvironment() {
        var settings =
                Settings.fromEnvironment(
                        LlmSettings.class,
                        Map.ofEntries(
                                Map.entry("AFTERWORD_LLM_BASE_URL", BASE.toString()),
                                Map.entry("AFTERWORD_LLM_API_KEY", "secret"),
                                Map.entry("AFTERWORD_LLM_MODEL", "m"),
                                Map.entry("AFTERWORD_LLM_CALLS_IN_FLIGHT", "7"),
                                Map.entry("AFTERWORD_LLM_PROFILE", "zhipu"),
                                Map.entry("AFTERWORD_LLM_PROFILES", "/etc/profiles"),
                                Map.entry("AFTERWORD_LLM_STREAM", "true"),
                                Map.entry("AFTERWORD_LLM_FALLBACK_BASE_URL", "http://other:1/v1"),
                                Map.entry("AFTERWORD_LLM_FALLBACK_API_KEY", "secret"),
                                Map.entry("AFTERWORD_LLM_FALLBACK_MODEL", "n"),
                                Map.entry("AFTERWORD_LLM_LIMITS_REQUESTS_PER_MINUTE", "600"),
                                Map.entry("AFTERWORD_LLM_LIMITS_TOKENS_PER_MINUTE", "90000"),
                                Map.entry(
                                        "AFTERWORD_LLM_FALLBACK_LIMITS_REQUESTS_PER_MINUTE", "60"),
                                Map.entry("AFTERWORD_LLM_FALLBACK_PROFILE", "groq")));
        assertThat(settings)
                .isEqualTo(
                        new LlmSettings(
                                BASE,
                                "secret",
                                "m",
                                7,
                                "zhipu",
                                Path.of("/etc/profiles"),
                                true,
                                new LlmSettings.LimitText(600, 90_000),
                                new LlmSettings.Fallback(
                                        URI.create("http://other:1/v1"),
                                        "secret",
                                        "n",
                                        "groq",
                                        new LlmSettings.LimitText(60, 0))));
        assertThat(settings.toString() + settings.main() + settings.fallback())
                .doesNotContain("secret");
    }

    @Test
    void hasDefaultsForHttp() {
        assertThat(Settings.defaults(HttpSettings.class))
                .isEqualTo(
                        new HttpSettings(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(15),
                                DataSize.ofMegabytes(1),
                                4));
    }

    @Test
    void readsAllPropertiesForHttp() {
        assertThat(
                        Settings.read(
                                HttpSettings.class,
                                Map.of(
                                        "afterword.analysis.http.connect-timeout", "1s",
                                        "afterword.analysis.http.first-byte-timeout", "5s",
                                        "afterword.analysis.http.idle-timeout", "3s",
                                        "afterword.analysis.http.reply-limit", "2KB",
                                        "afterword.analysis.http.threads", "2")))
                .isEqualTo(
                        new HttpSettings(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(3),
                                DataSize.ofKilobytes(2),
                                2));
    }
}

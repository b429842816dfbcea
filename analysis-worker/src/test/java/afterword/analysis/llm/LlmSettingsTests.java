// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.analysis.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                                        new LlmSettings.LimitText(0, 0)),
                                Map.of()));
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
                                Map.entry("AFTERWORD_LLM_FALLBACK_PROFILE", "groq"),
                                Map.entry("AFTERWORD_LLM_MORE_CHEAP_MODEL", "nano"),
                                Map.entry("AFTERWORD_LLM_MORE_INHOUSE_MODEL", "llama"),
                                Map.entry(
                                        "AFTERWORD_LLM_MORE_INHOUSE_BASE_URL", "http://house:8000"),
                                Map.entry("AFTERWORD_LLM_MORE_INHOUSE_API_KEY", "secret"),
                                Map.entry("AFTERWORD_LLM_MORE_INHOUSE_PROFILE", "vllm"),
                                Map.entry(
                                        "AFTERWORD_LLM_MORE_INHOUSE_LIMITS_TOKENS_PER_MINUTE",
                                        "100")));
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
                                        new LlmSettings.LimitText(60, 0)),
                                Map.of(
                                        "cheap",
                                        new LlmSettings.More(
                                                "nano",
                                                null,
                                                "",
                                                null,
                                                new LlmSettings.LimitText(0, 0)),
                                        "inhouse",
                                        new LlmSettings.More(
                                                "llama",
                                                URI.create("http://house:8000"),
                                                "secret",
                                                "vllm",
                                                new LlmSettings.LimitText(0, 100)))));
        assertThat(settings.toString() + settings.main() + settings.fallback() + settings.more())
                .doesNotContain("secret");
    }

    /// A key goes only where it was given for.
    @Test
    void furtherModelWithoutAnAddressIsOfTheMainProvider() {
        var settings =
                Settings.read(
                        LlmSettings.class,
                        Map.of(
                                "afterword.llm.base-url", BASE,
                                "afterword.llm.api-key", "secret",
                                "afterword.llm.profile", "openai",
                                "afterword.llm.more.cheap.model", "nano",
                                "afterword.llm.more.inhouse.model", "llama",
                                "afterword.llm.more.inhouse.base-url", "http://house:8000"));
        var cheap = Objects.requireNonNull(settings.more().get("cheap"));
        var inhouse = Objects.requireNonNull(settings.more().get("inhouse"));
        assertThat(settings.endpoint(cheap))
                .isEqualTo(new LlmSettings.Endpoint(BASE, "secret", "nano"));
        assertThat(settings.profile(cheap)).isEqualTo("openai");
        assertThat(settings.endpoint(inhouse))
                .isEqualTo(new LlmSettings.Endpoint(URI.create("http://house:8000"), "", "llama"));
        assertThat(settings.profile(inhouse)).isEqualTo("compatible");
    }

    @ParameterizedTest
    @CsvSource({
        "main.model, m, 'is 1 to 32 of [a-z0-9] and none of [fallback, main, memory]'",
        "memory.model, m, 'none of [fallback, main, memory]'",
        "cheap.base-url, http://house:8000, 'more.NAME.model is required'",
    })
    void furtherModelIsNamedAndHasAModel(String property, String value, String reason) {
        var properties =
                Map.of("afterword.llm.base-url", BASE, "afterword.llm.more." + property, value);
        assertThatThrownBy(() -> Settings.read(LlmSettings.class, properties))
                .rootCause()
                .hasMessageContaining(reason);
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

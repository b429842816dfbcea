// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.analysis.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
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
                                new LlmSettings.Fallback(null, "", "")));
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
                        Map.of(
                                "AFTERWORD_LLM_BASE_URL", BASE.toString(),
                                "AFTERWORD_LLM_API_KEY", "secret",
                                "AFTERWORD_LLM_MODEL", "m",
                                "AFTERWORD_LLM_CALLS_IN_FLIGHT", "7",
                                "AFTERWORD_LLM_FALLBACK_BASE_URL", "http://other:1/v1",
                                "AFTERWORD_LLM_FALLBACK_API_KEY", "secret",
                                "AFTERWORD_LLM_FALLBACK_MODEL", "n"));
        assertThat(settings)
                .isEqualTo(
                        new LlmSettings(
                                BASE,
                                "secret",
                                "m",
                                7,
                                new LlmSettings.Fallback(
                                        URI.create("http://other:1/v1"), "secret", "n")));
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
                                        "afterword.analysis.http.reply-limit", "2KB",
                                        "afterword.analysis.http.threads", "2")))
                .isEqualTo(
                        new HttpSettings(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5),
                                DataSize.ofKilobytes(2),
                                2));
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8099,                     http://127.0.0.1:8099/v1/chat/completions",
        "https://api.openai.com/,                   https://api.openai.com/v1/chat/completions",
        "https://api.openai.com/v1/,                https://api.openai.com/v1/chat/completions",
        "https://open.bigmodel.cn/api/paas/v4,      https://open.bigmodel.cn/api/paas/v4/chat/completions",
        "https://gateway.example/v1beta,            https://gateway.example/v1beta/chat/completions"
    })
    void findsEndpointBelowAnyBase(URI base, URI endpoint) {
        assertThat(ChatCompletions.uri(base)).isEqualTo(endpoint);
    }
}

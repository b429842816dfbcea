// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.util.unit.DataSize;

/// Real models over HTTP, for tests of other packages.
public final class TestModels {

    private TestModels() {}

    /// A client with short time-outs.
    public static JsonHttp http(Duration firstByte, Duration idle) {
        return new JsonHttp(
                new HttpSettings(
                        Duration.ofSeconds(2), firstByte, idle, DataSize.ofMegabytes(1), 2),
                InstantSource.system());
    }

    /// A model behind an OpenAI-compatible address.
    public static LanguageModel at(
            String provider, String base, String model, boolean stream, JsonHttp http) {
        return new ChatCompletions(
                provider,
                new LlmSettings.Endpoint(URI.create(base), "", model),
                Profiles.read(null).named(Profiles.COMPATIBLE),
                stream,
                http);
    }
}

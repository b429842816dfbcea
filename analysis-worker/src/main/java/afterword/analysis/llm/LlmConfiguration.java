// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import afterword.observability.Tracing;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HttpSettings.class, LlmSettings.class})
class LlmConfiguration {

    @Bean
    JsonHttp jsonHttp(HttpSettings settings) {
        return new JsonHttp(settings, InstantSource.system());
    }

    @Bean
    Models models(LlmSettings settings, JsonHttp http, Tracing tracing) {
        var profiles = Profiles.read(settings.profiles());
        var second = settings.second();
        var main = profiles.named(settings.profile());
        // named even when unused, so that a slip is found at start
        var other = profiles.named(settings.fallback().profile());
        boolean stream = settings.stream();
        int inFlight = settings.callsInFlight();
        return new Models(
                new Models.Route(
                        TracedModel.of(
                                new ChatCompletions("main", settings.main(), main, stream, http),
                                tracing),
                        inFlight,
                        settings.limits().all()),
                second == null
                        ? null
                        : new Models.Route(
                                TracedModel.of(
                                        new ChatCompletions(
                                                "fallback", second, other, stream, http),
                                        tracing),
                                inFlight,
                                settings.fallback().limits().all()));
    }
}

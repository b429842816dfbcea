// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import afterword.observability.Tracing;
import java.time.InstantSource;
import java.util.Map;
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
        var routes = new Routes(settings, Profiles.read(settings.profiles()), http, tracing);
        var second = settings.second();
        var fallback = settings.fallback();
        // named even when unused, so that a slip is found at start
        var profile = routes.profiles().named(fallback.profile());
        return new Models(
                routes.of(
                        "main",
                        settings.main(),
                        routes.profiles().named(settings.profile()),
                        settings.limits()),
                second == null ? null : routes.of("fallback", second, profile, fallback.limits()),
                settings.more().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(more -> routes.of(more.getKey(), more.getValue()))
                        .toList());
    }

    /// Makes routes, alike but for what is handed in.
    private record Routes(LlmSettings settings, Profiles profiles, JsonHttp http, Tracing tracing) {

        Models.Route of(String place, LlmSettings.More more) {
            return of(
                    place,
                    settings.endpoint(more),
                    profiles.named(settings.profile(more)),
                    more.limits());
        }

        Models.Route of(
                String place,
                LlmSettings.Endpoint endpoint,
                Profile profile,
                LlmSettings.LimitText limits) {
            var model = new ChatCompletions(place, endpoint, profile, settings.stream(), http);
            return new Models.Route(
                    TracedModel.of(model, tracing), settings.callsInFlight(), limits.all());
        }
    }
}

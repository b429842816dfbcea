// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
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
    Models models(LlmSettings settings, JsonHttp http, MeterRegistry meters) {
        return new Models(
                route("main", settings.main(), settings, http, meters),
                fallback(settings, http, meters));
    }

    private static Models.@Nullable Route fallback(
            LlmSettings settings, JsonHttp http, MeterRegistry meters) {
        var fallback = settings.fallback();
        if (fallback.baseUrl() == null) {
            return null;
        }
        var model = fallback.model().isEmpty() ? settings.model() : fallback.model();
        var endpoint = new LlmSettings.Endpoint(fallback.baseUrl(), fallback.apiKey(), model);
        return route("fallback", endpoint, settings, http, meters);
    }

    private static Models.Route route(
            String provider,
            LlmSettings.Endpoint endpoint,
            LlmSettings settings,
            JsonHttp http,
            MeterRegistry meters) {
        var permits = new CallPermits(settings.callsInFlight());
        Gauge.builder("afterword.analysis.calls.in.flight", permits, CallPermits::inFlight)
                .description("calls under way")
                .tag("provider", provider)
                .register(meters);
        Gauge.builder("afterword.analysis.calls.waiting", permits, CallPermits::waiting)
                .description("parts that wait for a call's permit")
                .tag("provider", provider)
                .register(meters);
        return new Models.Route(new ChatCompletions(provider, endpoint, http), permits);
    }
}

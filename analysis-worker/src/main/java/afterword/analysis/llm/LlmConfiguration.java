// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import afterword.observability.Tracing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
    Models models(LlmSettings settings, JsonHttp http, MeterRegistry meters, Tracing tracing) {
        var profiles = Profiles.read(settings.profiles());
        var second = settings.second();
        var main = profiles.named(settings.profile());
        // named even when unused, so that a slip is found at start
        var other = profiles.named(settings.fallback().profile());
        boolean stream = settings.stream();
        return new Models(
                route(
                        TracedModel.of(
                                new ChatCompletions("main", settings.main(), main, stream, http),
                                tracing),
                        settings,
                        meters),
                second == null
                        ? null
                        : route(
                                TracedModel.of(
                                        new ChatCompletions(
                                                "fallback", second, other, stream, http),
                                        tracing),
                                settings,
                                meters));
    }

    private static Models.Route route(
            LanguageModel model, LlmSettings settings, MeterRegistry meters) {
        var permits = new CallPermits(settings.callsInFlight());
        Gauge.builder("afterword.analysis.calls.in.flight", permits, CallPermits::inFlight)
                .description("calls under way")
                .tag("provider", model.provider())
                .register(meters);
        Gauge.builder("afterword.analysis.calls.waiting", permits, CallPermits::waiting)
                .description("parts that wait for a call's permit")
                .tag("provider", model.provider())
                .register(meters);
        return new Models.Route(model, permits);
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.money.Cost;
import afterword.contract.AnalysisStatus;
import afterword.contract.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Counts and times what runs do. All labels are closed sets; an analysis's name is one of the
/// deployment's catalog.
final class RunMeters {

    private final MeterRegistry registry;

    RunMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /// A visit has ended.
    void visit(VisitEnd end, Duration took) {
        Timer.builder("afterword.analysis.run")
                .description("visits to runs, by how they ended")
                .tag("end", end.label())
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(10))
                .maximumExpectedValue(Duration.ofMinutes(5))
                .register(registry)
                .record(took);
    }

    /// A part has ended or was parked.
    void part(String analysis, AnalysisStatus status, @Nullable Reason reason) {
        registry.counter(
                        "afterword.analysis.part",
                        "analysis",
                        analysis,
                        "status",
                        status.name().toLowerCase(Locale.ROOT),
                        "reason",
                        reason == null ? "none" : reason.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /// A call has ended.
    void call(String provider, CallClass found, Duration took) {
        Timer.builder("afterword.analysis.call")
                .description("calls of providers, by what they were found to be")
                .tag("provider", provider)
                .tag("class", found.label())
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(10))
                .maximumExpectedValue(Duration.ofMinutes(2))
                .register(registry)
                .record(took);
    }

    /// Tokens that a reply says it used.
    void tokens(String provider, String direction, @Nullable Long tokens) {
        if (tokens != null) {
            registry.counter(
                            "afterword.analysis.tokens",
                            "provider",
                            provider,
                            "direction",
                            direction)
                    .increment(tokens);
        }
    }

    /// Money that a call has cost, in USD; losers and failed calls included.
    ///
    /// @param cost null when the model has no price
    void cost(String provider, String analysis, @Nullable Cost cost) {
        if (cost != null) {
            registry.counter(
                            "afterword.analysis.cost.usd",
                            "provider",
                            provider,
                            "analysis",
                            analysis,
                            "estimated",
                            String.valueOf(cost.estimated()))
                    .increment(cost.nanos() / 1e9);
        }
    }

    /// Runs came to this process by another way than a message.
    ///
    /// @param way `released`, `suspect`, `adopted` or `woken`
    void taken(String way, int runs) {
        registry.counter("afterword.analysis.taken", "way", way).increment(runs);
    }

    /// A journaled reply was read instead of calling again.
    void replayed() {
        registry.counter("afterword.analysis.call.replayed").increment();
    }

    /// Calls were in flight when their owner died; each may be paid twice. What cannot be avoided
    /// is at least counted.
    void unknown(int calls) {
        registry.counter("afterword.analysis.call.unknown").increment(calls);
    }
}

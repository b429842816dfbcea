// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.money.Cost;
import afterword.contract.AnalysisStatus;
import afterword.contract.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Counts and times what runs do. All labels are closed sets; an analysis's name is one of the
/// deployment's catalog.
final class RunMeters {

    /// Few and fixed: a label's value costs as many series. docs/metrics.md says why.
    private static final Duration[] CALL_BOUNDS = {
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofMinutes(1)
    };

    private static final Duration[] VISIT_BOUNDS = {
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5)
    };

    private static final Duration[] FIRST_BYTE_BOUNDS = {
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    /// Who was asked.
    ///
    /// @param provider its place in the deployment
    /// @param model as the call's row has it: an earlier deployment's, where the call is replayed
    record Asked(String provider, String model) {}

    private final MeterRegistry registry;
    private final Set<String> models;

    /// @param models the configured ones: the closed set of the label; any other is `other`
    RunMeters(MeterRegistry registry, Set<String> models) {
        this.registry = registry;
        this.models = Set.copyOf(models);
        // from the start, so that a rate over them sees the first one too
        for (var end : VisitEnd.values()) {
            var _ = visits(end);
        }
        for (var way : List.of("released", "suspect", "adopted", "woken")) {
            taken(way, 0);
        }
        var _ = counter("call.replayed", "journaled replies that were read instead of a call");
        unknown(0);
        for (boolean made : new boolean[] {true, false}) {
            var _ = extra("hedge", made);
            var _ = extra("retry", made);
        }
    }

    private Counter extra(String kind, boolean made) {
        return counter(
                kind,
                "calls beyond the needed ones, and those that the budget spared",
                "result",
                made ? "made" : "spared");
    }

    /// A visit has ended.
    void visit(VisitEnd end, Duration took) {
        visits(end).record(took);
    }

    private Timer visits(VisitEnd end) {
        return Timer.builder("afterword.analysis.run")
                .description("visits to runs, by how they ended")
                .tag("end", end.label())
                .serviceLevelObjectives(VISIT_BOUNDS)
                .register(registry);
    }

    private Counter counter(String what, String description, String... tags) {
        return Counter.builder("afterword.analysis." + what)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /// A part has ended or was parked.
    void part(String analysis, AnalysisStatus status, @Nullable Reason reason) {
        counter(
                        "part",
                        "parts that ended or were parked",
                        "analysis",
                        analysis,
                        "status",
                        status.name().toLowerCase(Locale.ROOT),
                        "reason",
                        reason == null ? "none" : reason.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /// A call has ended.
    void call(Asked asked, CallClass found, Duration took) {
        Timer.builder("afterword.analysis.call")
                .description("calls of providers, by what they were found to be")
                .tags(labels(asked))
                .tag("class", found.label())
                .serviceLevelObjectives(CALL_BOUNDS)
                .register(registry)
                .record(took);
    }

    /// The first byte of a good reply's body has come.
    void firstByte(Asked asked, Duration after) {
        Timer.builder("afterword.analysis.call.first.byte")
                .description("from a call to the first byte of its reply")
                .tags(labels(asked))
                .serviceLevelObjectives(FIRST_BYTE_BOUNDS)
                .register(registry)
                .record(after);
    }

    private Tags labels(Asked asked) {
        var model = models.contains(asked.model()) ? asked.model() : "other";
        return Tags.of("provider", asked.provider(), "model", model);
    }

    /// Tokens that a reply says it used.
    void tokens(Asked asked, String direction, @Nullable Long tokens) {
        if (tokens != null) {
            Counter.builder("afterword.analysis.tokens")
                    .description("tokens that replies say they used")
                    .tags(labels(asked))
                    .tag("direction", direction)
                    .register(registry)
                    .increment(tokens);
        }
    }

    /// Money that a call has cost, in USD; losers and failed calls included.
    ///
    /// @param cost null when the model has no price
    void cost(Asked asked, String analysis, @Nullable Cost cost) {
        if (cost != null) {
            Counter.builder("afterword.analysis.cost.usd")
                    .description("what calls cost by the price table")
                    .tags(labels(asked))
                    .tag("analysis", analysis)
                    .tag("estimated", String.valueOf(cost.estimated()))
                    .register(registry)
                    .increment(cost.nanos() / 1e9);
        }
    }

    /// Runs came to this process by another way than a message.
    ///
    /// @param way `released`, `suspect`, `adopted` or `woken`
    void taken(String way, int runs) {
        counter("taken", "runs taken by another way than a message", "way", way).increment(runs);
    }

    /// A call was slow enough for a second one.
    ///
    /// @param made whether the budget had one left and the other lane was open
    void hedge(boolean made) {
        extra("hedge", made).increment();
    }

    /// A provider's failure asked for another call at once.
    ///
    /// @param made whether the budget had one left
    void retry(boolean made) {
        extra("retry", made).increment();
    }

    /// A journaled reply was read instead of calling again.
    void replayed() {
        counter("call.replayed", "journaled replies that were read instead of a call").increment();
    }

    /// Calls were in flight when their owner died; each may be paid twice. What cannot be avoided
    /// is at least counted.
    void unknown(int calls) {
        counter("call.unknown", "calls in flight when their owner died").increment(calls);
    }
}

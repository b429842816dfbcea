// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Shows what the gates and budgets do.
final class PacingGauges {

    PacingGauges(List<Lane> all, Lanes lanes, MeterRegistry registry) {
        for (var lane : all) {
            ofGate(lane.gate(), registry);
        }
        Gauge.builder("afterword.analysis.retry.budget", lanes.retries(), Budget::left)
                .description("calls that may be made again now because a provider failed")
                .register(registry);
        Gauge.builder("afterword.analysis.hedge.budget", lanes.hedges(), Budget::left)
                .description("calls that may be doubled now")
                .register(registry);
    }

    private static void ofGate(Gate gate, MeterRegistry registry) {
        gauge(registry, gate, "calls.in.flight", "calls on their way", Gate::inFlight);
        gauge(registry, gate, "calls.waiting", "calls that wait for their turn", Gate::waiting);
        gauge(registry, gate, "calls.limit", "calls at once that are let through", Gate::limit);
        gauge(
                registry,
                gate,
                "breaker.state",
                "0: calls pass, 1: the provider is being tried, 2: it counts as down",
                Gate::breakerState);
        gauge(
                registry,
                gate,
                "provider.hold",
                "seconds that the provider is left alone because it asked for it",
                Gate::holdSeconds);
        FunctionCounter.builder("afterword.analysis.breaker.opened", gate, Gate::opened)
                .description("times that the provider was found to be down, or still to be")
                .tag("provider", gate.place().provider())
                .register(registry);
    }

    private static void gauge(
            MeterRegistry registry,
            Gate gate,
            String name,
            String description,
            ToDoubleFunction<Gate> value) {
        Gauge.builder("afterword.analysis." + name, gate, value)
                .description(description)
                .tag("provider", gate.place().provider())
                .register(registry);
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.events.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// The ledger's terms as gauges. Every event-worker shows the same last count.
final class LedgerGauges {

    private static final List<String> STAGES =
            List.of("STORED", "REQUESTED", "RUNNING", "PARKED", "CLOSING");

    private final Audit audit;
    private final MeterRegistry meters;

    LedgerGauges(Audit audit, MeterRegistry meters) {
        this.audit = audit;
        this.meters = meters;
        gauge("afterword.ledger.first.seen", "Events that got a row", Count::firstSeen);
        events("PROCESSED", it -> it.rows().processed());
        events("PARTIAL", it -> it.rows().partial());
        events("FAILED", it -> it.rows().failed());
        events("SKIPPED", it -> it.rows().skipped());
        events("ERASED", it -> it.rows().erased());
        STAGES.forEach(this::waiting);
        gauge(
                "afterword.ledger.undecodable",
                "Messages of the intake that name no event",
                Count::undecodable);
        gap("stored", Count::gap);
        gap("feed", Count::feedGap);
        gap("runs", Count::disagreeing);
        gap("handover", Count::lost);
    }

    private void gauge(String name, String what, ToDoubleFunction<Count> value) {
        Gauge.builder(name, audit, it -> value.applyAsDouble(it.last()))
                .description(what)
                .register(meters);
    }

    private void events(String status, ToDoubleFunction<Count> value) {
        Gauge.builder("afterword.ledger.events", audit, it -> value.applyAsDouble(it.last()))
                .description("Ended events")
                .tag("status", status)
                .register(meters);
    }

    private void waiting(String stage) {
        Gauge.builder(
                        "afterword.ledger.waiting",
                        audit,
                        it -> stage(it, stage).map(Count.Stage::count).orElse(0L))
                .description("Events that wait")
                .tag("stage", stage)
                .register(meters);
        Gauge.builder(
                        "afterword.ledger.waiting.age",
                        audit,
                        it -> stage(it, stage).map(s -> s.oldest().toMillis() / 1e3).orElse(0.0))
                .description("Age of the oldest of them")
                .baseUnit("seconds")
                .tag("stage", stage)
                .register(meters);
    }

    private static Optional<Count.Stage> stage(Audit audit, String stage) {
        return audit.last().waiting().stream().filter(it -> it.stage().equals(stage)).findFirst();
    }

    private void gap(String equation, ToDoubleFunction<Count> value) {
        Gauge.builder("afterword.ledger.gap", audit, it -> value.applyAsDouble(it.last()))
                .description("What does not add up; zero, always")
                .tag("equation", equation)
                .register(meters);
    }
}

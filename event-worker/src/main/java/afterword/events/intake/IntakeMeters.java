// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.events.ledger.NewEvent;
import afterword.events.ledger.Stored;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts what intake does. `afterword.events.intake` has the label `end`: `stored`, `refused`,
/// `duplicate`, `erased`; each submission has exactly one, unless it is a dead letter.
final class IntakeMeters {

    private final DistributionSummary batch;
    private final Counter stored;
    private final Counter refused;
    private final Counter duplicates;
    private final Counter erased;
    private final Counter conflicts;
    private final Counter alone;

    IntakeMeters(MeterRegistry meters) {
        this.batch =
                DistributionSummary.builder("afterword.events.intake.batch")
                        .description("Messages that were taken in together")
                        .register(meters);
        this.stored = end(meters, "stored");
        this.refused = end(meters, "refused");
        this.duplicates = end(meters, "duplicate");
        this.erased = end(meters, "erased");
        this.conflicts =
                counter(meters, "conflicts", "Submissions of a known event with another body");
        this.alone = counter(meters, "alone", "Messages that came again and were worked on alone");
    }

    private static Counter end(MeterRegistry meters, String end) {
        return Counter.builder("afterword.events.intake")
                .description("Submissions by what became of them")
                .tag("end", end)
                .register(meters);
    }

    private static Counter counter(MeterRegistry meters, String what, String description) {
        return Counter.builder("afterword.events.intake." + what)
                .description(description)
                .register(meters);
    }

    void batch(int messages) {
        batch.record(messages);
    }

    void stored(Stored result) {
        int refusals =
                (int) result.fresh().stream().filter(NewEvent.Refused.class::isInstance).count();
        refused.increment(refusals);
        stored.increment(result.fresh().size() - refusals);
        duplicates.increment(result.duplicates());
        conflicts.increment(result.conflicts());
        erased.increment(result.erased());
    }

    /// A message that came a second time and is worked on alone.
    void alone() {
        alone.increment();
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import afterword.events.ledger.Closings;
import afterword.events.ledger.UnendedWalk;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes events whose run has ended although no message said so: a lost message costs latency
/// only. For one thread.
final class ClosingSweep {

    private static final Logger LOG = LoggerFactory.getLogger(ClosingSweep.class);

    private final UnendedWalk walk;
    private final Closings closings;
    private final Outcomes outcomes;
    private final DeliverySettings settings;
    private final Counter swept;

    ClosingSweep(
            UnendedWalk walk,
            Closings closings,
            Outcomes outcomes,
            DeliverySettings settings,
            MeterRegistry meters) {
        this.walk = walk;
        this.closings = closings;
        this.outcomes = outcomes;
        this.settings = settings;
        this.swept =
                Counter.builder("afterword.events.closed.swept")
                        .description("Events closed by the sweep, whose message was lost or late")
                        .register(meters);
    }

    /// One stretch.
    ///
    /// @return false, so that the pause bounds the load
    boolean turn() {
        var stretch = walk.next(settings.sweepBatch(), settings.sweepAge());
        if (!stretch.endedRuns().isEmpty()) {
            var closed = closings.close(stretch.endedRuns());
            swept.increment(closed.size());
            outcomes.send(closed);
            LOG.info("closed without a message: {} events", closed.size());
        }
        return false;
    }
}

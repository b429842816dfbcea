// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.erasure;

import afterword.concurrent.Repeater;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for erasures again and again.
final class ErasureWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ErasureWatch.class);

    /// Looks between two that go back to the beginning: an hour at the usual pause.
    private static final int WHOLE_EVERY = 1800;

    private final Erasures erasures;
    private final Counter erased;
    private final Repeater repeater;
    private long looks; // by the repeater's thread only
    private boolean failing; // by the repeater's thread only

    ErasureWatch(Erasures erasures, Duration every, MeterRegistry meters) {
        this.erasures = erasures;
        this.erased =
                Counter.builder("afterword.analysis.erased")
                        .description("events whose results and journal were deleted")
                        .register(meters);
        this.repeater = new Repeater("erasure", every, this::turn, this::failed);
    }

    void start() {
        repeater.start();
    }

    private boolean turn() {
        int events = erasures.carryOut(looks % WHOLE_EVERY == 0);
        if (events > 0) {
            erased.increment(events);
            LOG.info("erased: events={}", events);
            return true; // the same look again, until it finds no more
        }
        failing = false;
        looks++;
        return false;
    }

    /// The store is away, or event-worker has not made its view yet.
    private void failed(RuntimeException e) {
        if (!failing) {
            LOG.warn("erasures not looked for, tried again: {}", e.toString());
        }
        failing = true;
    }

    @Override
    public void close() {
        repeater.close();
    }
}

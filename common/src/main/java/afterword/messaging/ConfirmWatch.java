// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import afterword.observability.Stall;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/// Notices that what the outboxes of this process publish is no longer confirmed, whatever the
/// connection says. It reads their meters and costs a publication nothing. Thread-safe.
public final class ConfirmWatch implements AutoCloseable {

    private final MeterRegistry meters;
    private final Stall stall;
    private long confirmed; // the watch only
    private long unconfirmed; // the watch only; as many there were at the last confirm

    /// Starts to look.
    ///
    /// @param after the first unconfirmed publication, without a confirm since
    public ConfirmWatch(MeterRegistry meters, Duration after) {
        this.meters = meters;
        this.stall = new Stall("confirms", after, () -> count("confirmed"), this::unconfirmed);
        this.stall.start();
    }

    /// Whether publications go out and none is confirmed.
    public boolean stuck() {
        return stall.stalled();
    }

    private boolean unconfirmed() {
        long now = count("confirmed");
        long failed = count("unconfirmed");
        if (now != confirmed) {
            confirmed = now;
            unconfirmed = failed;
        }
        return failed > unconfirmed;
    }

    private long count(String end) {
        return (long)
                meters.find("afterword.outbox").tag("end", end).counters().stream()
                        .mapToDouble(Counter::count)
                        .sum();
    }

    @Override
    public void close() {
        stall.close();
    }
}

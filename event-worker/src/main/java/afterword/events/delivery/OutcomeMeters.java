// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import afterword.contract.EventStatus;
import afterword.events.ledger.Closed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// Counts ended events, and times each from its acceptance to its first end. Thread-safe.
final class OutcomeMeters {

    /// Around the goal of a minute, up to what an outage of a provider costs.
    private static final Duration[] BOUNDS = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(6)
    };

    private final Map<EventStatus, Counter> closed = new EnumMap<>(EventStatus.class);
    private final Map<EventStatus, Timer> took = new EnumMap<>(EventStatus.class);

    OutcomeMeters(MeterRegistry meters) {
        for (var status : EventStatus.values()) {
            if (status.ended()) {
                closed.put(status, counter(meters, status));
                took.put(status, timer(meters, status));
            }
        }
    }

    private static Counter counter(MeterRegistry meters, EventStatus status) {
        return Counter.builder("afterword.events.closed")
                .description("Events that have ended, each end counted")
                .tag("status", status.name())
                .register(meters);
    }

    private static Timer timer(MeterRegistry meters, EventStatus status) {
        return Timer.builder("afterword.events.took")
                .description("From the acceptance of an event to its first end")
                .tag("status", status.name())
                .serviceLevelObjectives(BOUNDS)
                .register(meters);
    }

    void closed(Closed event) {
        var counter = closed.get(event.status());
        var timer = took.get(event.status());
        if (counter == null || timer == null) {
            throw new IllegalStateException("an event ended as " + event.status());
        }
        counter.increment();
        if (event.revision() == 1) {
            timer.record(event.took());
        }
    }
}

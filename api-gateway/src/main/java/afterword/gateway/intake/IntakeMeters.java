// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import afterword.messaging.Confirm;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the intake counts. Thread-safe.
final class IntakeMeters {

    /// Bounds of the accept timer: around its goals (p99 15 ms, p99.9 50 ms) and its budget (2 s).
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(15),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2)
    };

    private final Map<Promise, Timer> promised = new EnumMap<>(Promise.class);
    private final Timer refused;
    private final Counter confirmed;
    private final Counter rejected;
    private final Counter unknown;
    private final DistributionSummary bodies;

    IntakeMeters(MeterRegistry meters) {
        for (var promise : Promise.values()) {
            promised.put(promise, accept(meters, promise.label()));
        }
        refused = accept(meters, "refused");
        confirmed = confirm(meters, "confirmed");
        rejected = confirm(meters, "refused");
        unknown = confirm(meters, "unknown");
        bodies =
                DistributionSummary.builder("afterword.gateway.body")
                        .description("Size of request bodies that were read")
                        .baseUnit("bytes")
                        .register(meters);
    }

    private static Timer accept(MeterRegistry meters, String outcome) {
        return Timer.builder("afterword.gateway.accept")
                .description("From the request's headers to its answer, by what became of it")
                .tag("outcome", outcome)
                .serviceLevelObjectives(BOUNDS)
                .register(meters);
    }

    private static Counter confirm(MeterRegistry meters, String end) {
        return Counter.builder("afterword.gateway.confirms")
                .description("Published events by the broker's answer")
                .tag("end", end)
                .register(meters);
    }

    void promised(Promise promise, long nanos) {
        var timer = promised.get(promise);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    void refused(long nanos) {
        refused.record(nanos, TimeUnit.NANOSECONDS);
    }

    void body(int bytes) {
        bodies.record(bytes);
    }

    /// @param confirm null when there was none in time
    void confirm(@Nullable Confirm confirm) {
        switch (confirm) {
            case Confirm.Confirmed _ -> confirmed.increment();
            case Confirm.Refused _ -> rejected.increment();
            case Confirm.Unknown _ -> unknown.increment();
            case null -> unknown.increment();
        }
    }
}

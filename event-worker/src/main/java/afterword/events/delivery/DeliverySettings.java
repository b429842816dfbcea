// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How ends are heard of and told.
///
/// @param batchSize messages closed in one transaction at most, 1 to 10,000
/// @param inFlight messages held unsettled at most
/// @param relayEvery pause of the relay of outcomes
/// @param relayBatch rows claimed at once, 1 to 10,000
/// @param relayLease for how long a claimed row is not claimed again. Source: protocol, Hand-over
/// @param together batches under way at once right after their commit
/// @param sweepEvery pause between two stretches of the sweep
/// @param sweepBatch rows of a stretch; with `sweepEvery` it decides how long a walk over a large
///   backlog takes: 200,000 waiting events are 100 stretches, 500 s
/// @param sweepAge of events that are looked at, at least; well above the time a message takes
/// @param lateAfter age of an unpublished outcome at which the relay counts as stalled
/// @param stopWithin how long a batch may take to end at a stop
@ConfigurationProperties("afterword.events.delivery")
record DeliverySettings(
        @DefaultValue("256") int batchSize,
        @DefaultValue("1000") int inFlight,
        @DefaultValue("1s") Duration relayEvery,
        @DefaultValue("500") int relayBatch,
        @DefaultValue("30s") Duration relayLease,
        @DefaultValue("8") int together,
        @DefaultValue("5s") Duration sweepEvery,
        @DefaultValue("2000") int sweepBatch,
        @DefaultValue("15s") Duration sweepAge,
        @DefaultValue("2m") Duration lateAfter,
        @DefaultValue("10s") Duration stopWithin) {

    DeliverySettings {
        if (batchSize < 1 || batchSize > 10_000 || relayBatch < 1 || relayBatch > 10_000) {
            throw new IllegalArgumentException("batch-size and relay-batch are 1 to 10000");
        }
        if (inFlight < batchSize || sweepBatch < 1) {
            throw new IllegalArgumentException(
                    "in-flight is at least batch-size, sweep-batch at least 1");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How requests are relayed and repeated. Source of the numbers: protocol, Hand-over and Ownership
/// of a run.
///
/// @param relayEvery pause of the relay
/// @param relayBatch rows claimed at once, 1 to 10,000
/// @param relayLease for how long a claimed row is not claimed again
/// @param together batches under way at once right after their commit
/// @param ringEvery pause between two looks for events without a run
/// @param ringsPerSecond requests repeated at most, by all processes together
/// @param ringMost longest time between two looks at one event; its first is
///   `afterword.events.ledger.ring-after`, doubling
/// @param lateAfter age of an unsent request at which the relay counts as stalled
/// @param fewWaiting a queue of at most this length never keeps from ringing, however slow the work
@ConfigurationProperties("afterword.events.dispatch")
record DispatchSettings(
        @DefaultValue("1s") Duration relayEvery,
        @DefaultValue("500") int relayBatch,
        @DefaultValue("30s") Duration relayLease,
        @DefaultValue("8") int together,
        @DefaultValue("1s") Duration ringEvery,
        @DefaultValue("100") int ringsPerSecond,
        @DefaultValue("1h") Duration ringMost,
        @DefaultValue("2m") Duration lateAfter,
        @DefaultValue("100") long fewWaiting) {

    DispatchSettings {
        if (relayBatch < 1 || relayBatch > 10_000 || ringsPerSecond < 1 || fewWaiting < 0) {
            throw new IllegalArgumentException(
                    "relay-batch is 1 to 10000, rings-per-second at least 1, few-waiting at least 0");
        }
    }
}

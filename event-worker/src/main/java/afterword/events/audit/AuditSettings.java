// SPDX-License-Identifier: Apache-2.0
package afterword.events.audit;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How the ledger is kept.
///
/// @param every pause between two looks at the hand-over, of all processes together
/// @param lostAfter how long a promised message may be missing after the queue has passed it.
///   Source: issue 5; covers what other workers hold, and what a draining one gives back
/// @param countEvery pause between two counts of all events, at least: a count takes no more than a
///   twentieth of the time
/// @param ends of which each count compares the latest with their runs
/// @param forgetAfter after which a gateway process that has ended is no longer kept
@ConfigurationProperties("afterword.events.audit")
record AuditSettings(
        @DefaultValue("5s") Duration every,
        @DefaultValue("5m") Duration lostAfter,
        @DefaultValue("10s") Duration countEvery,
        @DefaultValue("10000") int ends,
        @DefaultValue("30d") Duration forgetAfter) {}

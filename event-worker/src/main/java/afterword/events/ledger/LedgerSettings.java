// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Times of the rows of events and of the store that keeps them.
///
/// @param relayAfter age at which a message that was not confirmed is the relay's; longer than a
///   publisher's confirm time-out, so that what is under way is not sent twice. Source: protocol,
///   Hand-over
/// @param ringAfter age at which an event without a run is asked for again. Source: protocol,
///   Ownership of a run
/// @param pauseFirst first pause when the store is away; doubles
/// @param pauseMost longest pause when the store is away
/// @param gaugesEvery pause between two looks at the backlog for the gauges
@ConfigurationProperties("afterword.events.ledger")
public record LedgerSettings(
        @DefaultValue("5s") Duration relayAfter,
        @DefaultValue("10m") Duration ringAfter,
        @DefaultValue("100ms") Duration pauseFirst,
        @DefaultValue("3s") Duration pauseMost,
        @DefaultValue("5s") Duration gaugesEvery) {}

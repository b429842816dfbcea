// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.contract.EventStatus;
import java.time.Duration;

/// An event that has ended and entered the feed.
///
/// @param revision counts its ends, from 1
/// @param took from its acceptance to this end; zero where that is not asked for
public record Closed(EventRef ref, int revision, EventStatus status, Duration took) {}

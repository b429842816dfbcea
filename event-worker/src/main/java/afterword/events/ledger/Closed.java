// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import afterword.contract.EventStatus;

/// An event that has ended and entered the feed.
///
/// @param revision counts its ends, from 1
public record Closed(EventRef ref, int revision, EventStatus status) {}

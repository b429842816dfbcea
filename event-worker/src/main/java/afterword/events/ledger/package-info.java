// SPDX-License-Identifier: Apache-2.0
/// The record of every event, from its first row to its place in the feed.
@NullMarked
package afterword.events.ledger;

import org.jspecify.annotations.NullMarked;

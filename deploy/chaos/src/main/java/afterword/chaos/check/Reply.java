// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

/// A reply in the worker's own journal.
///
/// @param at when its row was written
/// @param found what it was found to be; empty where that was never written
public record Reply(String eventId, String part, long fence, long at, String found) {}

// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

/// An ended event as a reader outside saw it.
///
/// @param reader `feed` or `outcomes`
/// @param digest of what was said about it
public record Sighting(String reader, String eventId, int revision, long at, String digest) {}

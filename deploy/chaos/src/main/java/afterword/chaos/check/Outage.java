// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

/// A time without one of the stores, and how accepting went meanwhile.
///
/// @param first tries that were sent in it, each event's first
/// @param accepted of them
/// @param slowest answer, µs
public record Outage(String store, long from, long to, int first, int accepted, long slowest) {}

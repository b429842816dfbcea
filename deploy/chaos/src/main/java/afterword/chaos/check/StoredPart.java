// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

/// An analysis of an event after the run.
///
/// @param questions that its result counts; -1 where it counts none
public record StoredPart(
        String eventId, String name, String status, String reason, int attempts, int questions) {}

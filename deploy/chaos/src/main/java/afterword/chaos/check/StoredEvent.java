// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.check;

/// An event's row after the run.
///
/// @param key its conversation's id
/// @param reason empty for none
/// @param revision 0 until it ended
/// @param feedPosition 0 until it ended
/// @param endedAt 0 until it ended
public record StoredEvent(
        String eventId,
        String key,
        String status,
        String reason,
        int revision,
        long feedPosition,
        int conflicts,
        long storedAt,
        long endedAt) {

    boolean ended() {
        return !status.equals("PENDING");
    }
}

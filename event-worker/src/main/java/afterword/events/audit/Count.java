// SPDX-License-Identifier: Apache-2.0
package afterword.events.audit;

import java.time.Duration;
import java.util.List;

/// The last count of everything that was stored.
///
/// @param firstSeen events that got a row, counted by the intake when they did
/// @param rows events by status, counted now
/// @param undecodable dead letters of the intake that name no event
/// @param feedHead entries that the feed has had
/// @param revisions sum of the ends of all rows; each is an entry of the feed
/// @param disagreeing of the latest ends, those that their run contradicts
/// @param lost messages that gateways promised and that did not come
record Count(
        long firstSeen,
        Rows rows,
        List<Stage> waiting,
        long undecodable,
        long feedHead,
        long revisions,
        long disagreeing,
        long lost) {

    static final Count NOTHING = new Count(0, new Rows(0, 0, 0, 0, 0), List.of(), 0, 0, 0, 0, 0);

    /// Ended events.
    record Rows(long processed, long partial, long failed, long skipped, long erased) {

        long sum() {
            return processed + partial + failed + skipped + erased;
        }
    }

    /// Events that wait.
    record Stage(String stage, long count, Duration oldest) {}

    /// Events whose row is gone, or came without being counted.
    long gap() {
        return firstSeen - rows.sum() - waiting.stream().mapToLong(Stage::count).sum();
    }

    /// Ends that are not in the feed, or the other way round.
    long feedGap() {
        return feedHead - revisions;
    }
}

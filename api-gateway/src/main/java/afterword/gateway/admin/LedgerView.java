// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.admin;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Whether everything that came in is accounted for. What each term means: docs/ledger.md.
///
/// @param at of the count of what is stored; null until there was one
record LedgerView(@Nullable Instant at, Stored stored, Handover handover) {

    /// first_seen = processed + partial + failed + skipped + erased + waiting + gap.
    ///
    /// @param undecodable messages of the intake that name no event: dead letters, not events
    /// @param gap events that are counted and have no row; negative: the other way round
    /// @param feed whether every end is an entry of the feed
    /// @param disagreeing of the latest ends, those that their run contradicts
    record Stored(
            long firstSeen,
            long processed,
            long partial,
            long failed,
            long skipped,
            long erased,
            JsonNode waiting,
            long undecodable,
            long gap,
            Feed feed,
            long disagreeing) {}

    /// head = revisions.
    ///
    /// @param revisions ends of all events
    record Feed(long head, long revisions) {}

    /// published + spilled = received + waiting + missing.
    ///
    /// @param published promises by a confirm
    /// @param spilled promises by a row of the spill
    /// @param received of those, what event-workers have taken in
    /// @param waiting of those, what lies in the spill or the queue, as far as is known
    /// @param missing of those, what is lost
    /// @param unsettled numbers whose end nobody knows: under way, or of a process that was killed
    record Handover(
            long published,
            long spilled,
            long received,
            long waiting,
            long missing,
            long unsettled,
            List<Life> processes) {}

    /// A life of a gateway.
    ///
    /// @param to its highest number of a publish
    /// @param missing numbers that are lost, such as `p17` or `s3-9`; 100 at most
    record Life(
            UUID processId,
            long from,
            long to,
            long spilledTo,
            long missingCount,
            List<String> missing,
            Instant startedAt,
            Instant flushedAt) {}
}

// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.admin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An order and what has become of it.
///
/// @param state `SENT` until an event-worker has taken it, then `RUNNING`, `DONE` or `FAILED`
/// @param actor name of the key that ordered it
/// @param matched what it fits: events, or dead letters
/// @param done those that are done with
/// @param letters which dead letters, as it was ordered
record CommandView(
        UUID commandId,
        @Nullable String kind,
        String state,
        @Nullable String actor,
        boolean dryRun,
        int matched,
        int done,
        @Nullable JsonNode letters,
        Instant startedAt,
        @Nullable Instant endedAt) {

    /// An order that nobody has taken yet.
    static CommandView sent(UUID id, Instant at) {
        return new CommandView(id, null, "SENT", null, false, 0, 0, null, at, null);
    }
}

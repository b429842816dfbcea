// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Message `afterword.commands.v1`: an operator's order, carried out once by an event-worker and
/// read back from `events.command_v1`.
///
/// A kind that a worker does not know is refused whole, so a wider order is a new kind, never a new
/// field that an older worker would overlook.
///
/// @param id chosen by who orders; the same id again is the same order
/// @param actor who ordered it, for the audit: the name of a key, never the key
/// @param eventIds 1 to 1,000 where the kind is about events, else none
/// @param dryRun only counts what it would change
/// @param letters which dead letters, where the kind is about those
public record Command(
        UUID id,
        Kind kind,
        String tenant,
        String actor,
        List<UUID> eventIds,
        boolean dryRun,
        @Nullable LetterFilter letters) {

    /// Most events that one order may name.
    public static final int MOST_EVENTS = 1_000;

    public Command {
        eventIds = List.copyOf(eventIds);
        if (kind == Kind.REPLAY && (letters == null || !eventIds.isEmpty())) {
            throw new IllegalArgumentException("a replay says which dead letters");
        }
        if (kind != Kind.REPLAY && (eventIds.isEmpty() || eventIds.size() > MOST_EVENTS)) {
            throw new IllegalArgumentException("a command names 1 to 1000 events");
        }
    }

    /// An order about events.
    public static Command ofEvents(
            UUID id, Kind kind, String tenant, String actor, List<UUID> eventIds, boolean dryRun) {
        return new Command(id, kind, tenant, actor, eventIds, dryRun, null);
    }

    /// What is ordered.
    public enum Kind {
        /// Analyse again what ended FAILED or PARTIAL: a new generation, which takes over the parts
        /// that succeeded.
        RETRY,
        /// Analyse again whatever has ended: a new generation, which takes over the parts that
        /// succeeded and whose definition has not changed since.
        RENEW,
        /// Delete what was said and what was found; a tombstone stays.
        ERASE,
        /// Send dead letters to where they failed once more.
        REPLAY
    }
}

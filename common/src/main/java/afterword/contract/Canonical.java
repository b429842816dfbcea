// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the canonicaliser makes of some bytes.
public sealed interface Canonical {

    /// A usable event.
    ///
    /// @param body the canonical bytes: the same for every spelling of the same conversation, and
    ///   unchanged when canonicalised again
    /// @param bodyHash SHA-256 of `body`
    /// @param key from the header or CloudEvents attributes, else from the body
    /// @param cleanings what had to be replaced or dropped
    record Accepted(
            Conversation conversation,
            EventKey key,
            byte[] body,
            byte[] bodyHash,
            Cleanings cleanings)
            implements Canonical {

        /// The id that this event has for a tenant.
        public EventId idFor(Tenant tenant) {
            return key.idFor(tenant);
        }
    }

    /// Not strict UTF-8 JSON within the limits (HTTP 400).
    record Malformed(InputProblem problem) implements Canonical {}

    /// Readable, but wrong (HTTP 422).
    ///
    /// @param problems at least one, at most 20
    /// @param identified who it is about, when at least that could be read
    record Invalid(List<InputProblem> problems, @Nullable Identified identified)
            implements Canonical {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /// The identity of an event that is otherwise wrong: enough for a row that says so.
    record Identified(EventKey key, String conversationId, String userId, Instant end) {}

    /// Larger than the body limit (HTTP 413).
    ///
    /// @param limit in bytes
    record Oversize(int limit) implements Canonical {}

    /// Counts of silent repairs.
    ///
    /// @param replacedChars U+0000 and lone surrogates that became U+FFFD
    /// @param droppedTurns turns of `system` and `tool`
    /// @param emptyTurns turns without text
    record Cleanings(int replacedChars, int droppedTurns, int emptyTurns) {}
}

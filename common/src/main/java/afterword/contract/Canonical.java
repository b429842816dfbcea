// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.util.List;

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
    record Invalid(List<InputProblem> problems) implements Canonical {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

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

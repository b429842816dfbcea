// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.util.Optional;
import java.util.UUID;

/// The identity of an accepted event: a UUIDv8 computed from its key (see [EventKey]), the same on
/// every instance.
public record EventId(UUID value) {

    /// Reads the canonical 36-character form.
    ///
    /// @return empty when the text is anything else, so that a caller answers "not found" without
    ///   an exception
    public static Optional<EventId> parse(String text) {
        if (text.length() != 36) {
            return Optional.empty();
        }
        try {
            var id = UUID.fromString(text);
            return id.toString().equalsIgnoreCase(text)
                    ? Optional.of(new EventId(id))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

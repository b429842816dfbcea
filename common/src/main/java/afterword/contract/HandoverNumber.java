// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The number that a gateway process gave to a message, as the header `afterword-number` says it:
/// `<process>/p17`.
///
/// Each process counts its publishes and its spills apart, from 1, without gaps, so that what is
/// missing at the other end can be named.
///
/// @param process of this life of a gateway; another start is another process
public record HandoverNumber(UUID process, Lane lane, long number) {

    /// What is counted apart.
    public enum Lane {
        /// Published to the broker.
        P,
        /// Kept in the spill, published later.
        S;

        /// As it is stored and served: `p` or `s`.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern FORM = Pattern.compile("([0-9a-f-]{36})/([ps])([1-9][0-9]{0,14})");

    /// The header's value.
    public String text() {
        return process + "/" + lane.label() + number;
    }

    /// Reads a header's value.
    ///
    /// @return empty when it is anything else: producers may send what they like
    public static Optional<HandoverNumber> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new HandoverNumber(
                            UUID.fromString(form.group(1)),
                            form.group(2).equals("p") ? Lane.P : Lane.S,
                            Long.parseLong(form.group(3))));
        } catch (IllegalArgumentException _) {
            return Optional.empty(); // 36 characters, but no UUID
        }
    }
}

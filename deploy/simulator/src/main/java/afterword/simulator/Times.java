// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Durations as people write them: `250ms`, `1.5s`, `2m`, `PT2M`.
final class Times {

    private static final Pattern SHORT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|h)?");

    private Times() {}

    /// Reads a duration; a bare number is milliseconds.
    ///
    /// @throws IllegalArgumentException saying what is allowed
    static Duration parse(String text) {
        var lower = text.strip().toLowerCase(Locale.ROOT);
        var match = SHORT.matcher(lower);
        if (match.matches()) {
            double number = Double.parseDouble(match.group(1));
            return Duration.ofNanos((long) (number * nanos(match.group(2))));
        }
        try {
            return Duration.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "a duration such as 250ms, 1.5s, 2m or PT2M, not " + text, e);
        }
    }

    private static long nanos(@Nullable String unit) {
        return switch (unit) {
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case null, default -> 1_000_000L;
        };
    }
}

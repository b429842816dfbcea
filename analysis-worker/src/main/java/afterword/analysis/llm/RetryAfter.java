// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads how long a provider asks us to wait: `retry-after-ms`, or `Retry-After` in seconds or as
/// an HTTP date.
///
/// What cannot be read, is negative or lies in the past counts as not said. The caller sets the
/// cap: some say a day. Source: RFC 9110 §10.2.3.
final class RetryAfter {

    private RetryAfter() {}

    static @Nullable Duration of(HttpHeaders headers, InstantSource clock) {
        var millis = headers.firstValue("retry-after-ms").map(RetryAfter::number).orElse(-1.0);
        if (millis >= 0) {
            return Duration.ofMillis(millis.longValue());
        }
        return headers.firstValue("retry-after")
                .map(text -> parse(text.strip(), clock))
                .orElse(null);
    }

    private static @Nullable Duration parse(String text, InstantSource clock) {
        double seconds = number(text);
        if (seconds >= 0) {
            return Duration.ofMillis((long) (seconds * 1000));
        }
        try {
            var date =
                    ZonedDateTime.parse(
                            text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT));
            var left = Duration.between(clock.instant(), date.toInstant());
            return left.isNegative() ? null : left;
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    private static double number(String text) {
        return text.matches("\\d{1,12}(\\.\\d{1,9})?") ? Double.parseDouble(text) : -1;
    }
}

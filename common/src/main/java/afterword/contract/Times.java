// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/// RFC 3339 times as the contract reads them: no offset means UTC, cut to milliseconds.
///
/// By hand, because `DateTimeFormatter` costs more than the rest of a turn, and each turn has a
/// time.
final class Times {

    private Times() {}

    /// Reads `2025-11-26T10:00:00[.fraction][Z|±hh:mm]`; a space or `t` may stand for `T`.
    ///
    /// @return empty when it is anything else, a leap second included
    static Optional<Instant> parse(String text) {
        if (text.length() < 19 || text.length() > 40) {
            return Optional.empty();
        }
        try {
            if (text.charAt(4) != '-' || text.charAt(7) != '-' || !separates(text.charAt(10))) {
                return Optional.empty();
            }
            if (text.charAt(13) != ':' || text.charAt(16) != ':') {
                return Optional.empty();
            }
            int end = fractionEnd(text);
            var local =
                    LocalDateTime.of(
                            digits(text, 0, 4),
                            digits(text, 5, 7),
                            digits(text, 8, 10),
                            digits(text, 11, 13),
                            digits(text, 14, 16),
                            digits(text, 17, 19),
                            millis(text, end) * 1_000_000);
            return Optional.of(local.toInstant(offset(text, end)));
        } catch (DateTimeException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static boolean separates(char c) {
        return c == 'T' || c == 't' || c == ' ';
    }

    private static int digits(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException();
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static int fractionEnd(String text) {
        if (text.length() == 19 || text.charAt(19) != '.') {
            return 19;
        }
        int end = 20;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        if (end == 20) {
            throw new NumberFormatException();
        }
        return end;
    }

    private static int millis(String text, int end) {
        int millis = 0;
        for (int i = 20; i < 23; i++) {
            millis = millis * 10 + (i < end ? text.charAt(i) - '0' : 0);
        }
        return end == 19 ? 0 : millis;
    }

    private static ZoneOffset offset(String text, int from) {
        int length = text.length() - from;
        if (length == 0 || (length == 1 && (text.charAt(from) | 0x20) == 'z')) {
            return ZoneOffset.UTC;
        }
        char sign = text.charAt(from);
        if ((sign != '+' && sign != '-') || length != 6 || text.charAt(from + 3) != ':') {
            throw new NumberFormatException();
        }
        int hours = digits(text, from + 1, from + 3);
        int minutes = digits(text, from + 4, from + 6);
        return sign == '-'
                ? ZoneOffset.ofHoursMinutes(-hours, -minutes)
                : ZoneOffset.ofHoursMinutes(hours, minutes);
    }
}

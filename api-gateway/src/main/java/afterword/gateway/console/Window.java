// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How far back a page looks.
enum Window {
    M5(Duration.ofMinutes(5)),
    M15(Duration.ofMinutes(15)),
    H1(Duration.ofHours(1)),
    H24(Duration.ofHours(24));

    private final Duration length;

    Window(Duration length) {
        this.length = length;
    }

    /// Reads `5m`, `15m`, `1h` or `24h`; an hour where nothing is said.
    static Window of(@Nullable String text) {
        return switch (text == null ? "1h" : text.toLowerCase(Locale.ROOT)) {
            case "5m" -> M5;
            case "15m" -> M15;
            case "1h" -> H1;
            case "24h" -> H24;
            default -> throw Refusal.of(ProblemKind.PARAMETER, "window is 5m, 15m, 1h or 24h.");
        };
    }

    double seconds() {
        return length.toSeconds();
    }
}

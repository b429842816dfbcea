// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How long a client wants to wait for an end: `?wait=20s`, or else `Prefer: wait=20` (RFC 7240).
///
/// @param seconds 1 to 30
record Wait(int seconds) {

    private static final int MOST = 30;
    private static final Pattern PARAMETER = Pattern.compile("([0-9]{1,2})s?");
    private static final Pattern PREFERENCE =
            Pattern.compile("wait\\s*=\\s*\"?([0-9]{1,6})\"?(\\s*;.*)?");

    /// What a request asks for.
    static Optional<Wait> of(HttpServletRequest request) {
        var parameter = request.getParameter("wait");
        return parameter != null
                ? Optional.of(parameter(parameter))
                : Collections.list(request.getHeaders("Prefer")).stream()
                        .map(Wait::preference)
                        .flatMap(Optional::stream)
                        .findFirst();
    }

    /// The parameter is ours, so a wrong one is refused.
    static Wait parameter(String text) {
        var form = PARAMETER.matcher(text);
        int seconds = form.matches() ? Integer.parseInt(form.group(1)) : 0;
        if (seconds < 1 || seconds > MOST) {
            throw Refusal.of(ProblemKind.PARAMETER, "wait is 1 to 30 seconds, such as 20 or 20s.");
        }
        return new Wait(seconds);
    }

    /// A preference that cannot be met is ignored, as the RFC has it; a longer one is cut.
    static Optional<Wait> preference(@Nullable String header) {
        var preferences = header == null ? "" : header.toLowerCase(Locale.ROOT);
        for (var preference : preferences.split(",", -1)) {
            var form = PREFERENCE.matcher(preference.strip());
            if (form.matches() && Integer.parseInt(form.group(1)) > 0) {
                return Optional.of(new Wait(Math.min(Integer.parseInt(form.group(1)), MOST)));
            }
        }
        return Optional.empty();
    }

    Duration duration() {
        return Duration.ofSeconds(seconds);
    }

    /// Value of `Preference-Applied`.
    String applied() {
        return "wait=" + seconds;
    }
}

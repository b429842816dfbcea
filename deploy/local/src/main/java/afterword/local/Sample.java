// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;

/// A sample conversation of our own writing.
///
/// @param name `language-what` or `hard-what`
/// @param body of the request, with its times filled in
record Sample(String name, String body) {

    private static final Pattern END = Pattern.compile("\\{\\{end(?:-([0-9]{1,6})s)?}}");

    /// All samples, as if they had ended at the given moment: another moment makes other events of
    /// them.
    static List<Sample> all(Instant end) {
        return resource("index.txt")
                .lines()
                .map(name -> new Sample(name, at(end, resource(name + ".json"))))
                .toList();
    }

    /// Puts times in the place of `{{end}}` and `{{end-90s}}`.
    private static String at(Instant end, String body) {
        var moment = end.truncatedTo(ChronoUnit.MILLIS);
        return END.matcher(body)
                .replaceAll(match -> {
                    var seconds = match.group(1) == null ? "0" : match.group(1);
                    return moment.minus(Duration.ofSeconds(Long.parseLong(seconds))).toString();
                });
    }

    private static String resource(String file) {
        try (var in = Sample.class.getResourceAsStream("samples/" + file)) {
            if (in == null) {
                throw new IllegalStateException("sample " + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

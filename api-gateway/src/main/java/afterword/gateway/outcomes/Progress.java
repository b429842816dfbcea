// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.contract.EventStatus;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How far an event is: what a stream has told so far. Its text is the id of a stream's message, so
/// that any gateway goes on where another left off, without remembering anything.
///
/// @param revision closings so far; 0 before the first
/// @param parts one letter for each part, in their order: `w` waiting, `r` running, `p` parked, `s`
///   succeeded, `f` failed, `k` skipped
record Progress(int revision, EventStatus status, String parts) {

    /// What a promised event has reached that is not stored yet.
    static final Progress ACCEPTED = new Progress(0, EventStatus.ACCEPTED, "");

    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,9})\\.([A-Z]{1,16})\\.([wrpsfk]{0,500})");

    /// What the store says.
    static Progress of(StoredEvent event) {
        var revision = event.row().revision();
        return new Progress(
                revision == null ? 0 : revision,
                event.row().status(),
                event.parts().stream()
                        .map(part -> letter(part.status()))
                        .collect(Collectors.joining()));
    }

    /// Reads the id of an earlier message.
    ///
    /// @param text as it came; may be absent or anything
    static Optional<Progress> parse(@Nullable String text) {
        var form = FORM.matcher(text == null ? "" : text);
        if (!form.matches()) {
            return Optional.empty();
        }
        for (var status : EventStatus.values()) {
            if (status.name().equals(form.group(2))) {
                return Optional.of(
                        new Progress(Integer.parseInt(form.group(1)), status, form.group(3)));
            }
        }
        return Optional.empty();
    }

    static String letter(String status) {
        return switch (status) {
            case "RUNNING" -> "r";
            case "PARKED" -> "p";
            case "SUCCEEDED" -> "s";
            case "FAILED" -> "f";
            case "SKIPPED" -> "k";
            default -> "w";
        };
    }

    /// Whether a part is news: it ended or was parked since.
    boolean news(int part, Progress told) {
        char now = parts.charAt(part);
        boolean known =
                sameLife(told) && part < told.parts.length() && told.parts.charAt(part) == now;
        return now != 'w' && now != 'r' && !known;
    }

    /// Whether no retry lies between: a retry begins all parts anew.
    private boolean sameLife(Progress told) {
        boolean reopened = told.status.ended() && !status.ended();
        return !reopened && (told.revision == revision || !told.status.ended());
    }

    /// The id of a message.
    String text() {
        return revision + "." + status + "." + parts;
    }
}

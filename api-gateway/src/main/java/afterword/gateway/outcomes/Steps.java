// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.gateway.live.Note;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Says what has changed since a stream last said something.
///
/// Messages of one step go together, and only the last has an id: who loses the connection between
/// them gets all of them again.
final class Steps {

    private Steps() {}

    /// A promised event that is not stored yet.
    static Note accepted(byte[] event) {
        return Note.of(Progress.ACCEPTED.text(), "status", event);
    }

    /// The step from what was told to what is.
    static Note since(Progress told, StoredEvent event) {
        var now = Progress.of(event);
        var notes = new ArrayList<Note>();
        if (now.status() != told.status()) {
            notes.add(Note.of(null, "status", EventJson.status(event)));
        }
        for (int i = 0; i < event.parts().size(); i++) {
            if (now.news(i, told)) {
                notes.add(Note.of(null, "part", EventJson.part(event.parts().get(i))));
            }
        }
        notes.add(
                now.status().ended()
                        ? Note.of(now.text(), "end", EventJson.event(event))
                        : Note.of(now.text(), "at", place(now)));
        return Note.together(List.copyOf(notes));
    }

    /// Carries the id of the step, and how many parts have ended.
    private static byte[] place(Progress now) {
        long done = now.parts().chars().filter(it -> "sfk".indexOf(it) >= 0).count();
        var json = "{\"ended_parts\":%d,\"parts\":%d}".formatted(done, now.parts().length());
        return json.getBytes(StandardCharsets.US_ASCII);
    }
}

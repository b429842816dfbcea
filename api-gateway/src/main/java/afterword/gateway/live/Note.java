// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.live;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message of a stream, as the bytes that are sent. Immutable; one is sent to many readers.
public final class Note {

    private static final byte[] HEARTBEAT = ": .\n\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;

    private Note(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A message that a reader may resume after.
    ///
    /// @param id one line; null for one that cannot be resumed after
    /// @param event one word
    /// @param json where a line may break, since JSON strings hold no raw line break
    public static Note of(@Nullable String id, String event, byte[] json) {
        var out = new ByteArrayOutputStream(json.length + 96);
        var head = (id == null ? "" : "id: " + id + "\n") + "event: " + event + "\ndata: ";
        out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        for (byte next : json) {
            out.write(next == '\n' || next == '\r' ? ' ' : next);
        }
        out.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return new Note(out.toByteArray());
    }

    /// A message without id.
    public static Note of(String event, String json) {
        return of(null, event, json.getBytes(StandardCharsets.UTF_8));
    }

    /// Several messages that take one place in a mailbox, and are sent together.
    public static Note together(List<Note> notes) {
        var out = new ByteArrayOutputStream();
        notes.forEach(note -> out.writeBytes(note.bytes));
        return new Note(out.toByteArray());
    }

    /// A comment that keeps the connection known to be alive.
    static Note heartbeat() {
        return new Note(HEARTBEAT);
    }

    /// How long a client waits before it connects again.
    static Note retryAfterMillis(int millis) {
        return new Note(("retry: " + millis + "\n\n").getBytes(StandardCharsets.US_ASCII));
    }

    byte[] bytes() {
        return bytes;
    }
}

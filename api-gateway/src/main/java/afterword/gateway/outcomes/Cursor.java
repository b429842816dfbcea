// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/// Where a list goes on: opaque to clients, base64url of a letter for the list and its position.
sealed interface Cursor {

    /// After a position of the feed.
    ///
    /// @param position 0 is before the first
    record Feed(long position) implements Cursor {

        static final Feed START = new Feed(0);

        String text() {
            var bytes = new byte[9];
            ByteBuffer.wrap(bytes).put(FEED).putLong(position);
            return encode(bytes);
        }

        static Feed parse(String text) {
            var bytes = decode(text, FEED, 9);
            long position = bytes.getLong();
            if (position < 0) {
                throw bad();
            }
            return new Feed(position);
        }
    }

    /// After (older than) an event of a conversation.
    ///
    /// @param micros time of the event, µs since 1970
    record Conversation(long micros, UUID id) implements Cursor {

        /// Before the newest.
        static final Conversation START = new Conversation(Long.MAX_VALUE, new UUID(-1, -1));

        String text() {
            var bytes = new byte[25];
            ByteBuffer.wrap(bytes)
                    .put(CONVERSATION)
                    .putLong(micros)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits());
            return encode(bytes);
        }

        static Conversation parse(String text) {
            var bytes = decode(text, CONVERSATION, 25);
            return new Conversation(bytes.getLong(), new UUID(bytes.getLong(), bytes.getLong()));
        }
    }

    /// First byte, so that one list's cursor is refused by the other.
    byte FEED = 'f';

    /// First byte of the other list.
    byte CONVERSATION = 'c';

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Strict: only what [#encode] writes is taken, so that nobody builds on other spellings.
    private static ByteBuffer decode(String text, byte kind, int length) {
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            boolean ours = bytes.length == length && bytes[0] == kind && encode(bytes).equals(text);
            if (ours) {
                return ByteBuffer.wrap(bytes, 1, length - 1);
            }
        } catch (IllegalArgumentException _) {
            // not base64url; refused below like any other
        }
        throw bad();
    }

    private static Refusal bad() {
        return Refusal.of(
                ProblemKind.CURSOR, "Send the next of an earlier answer of the same list.");
    }
}

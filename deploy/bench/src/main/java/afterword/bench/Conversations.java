// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Bodies of conversations of a wanted size, each with an id of its own.
///
/// The id is a number of fixed width, so that a sender only overwrites its digits.
///
/// @param bytes a body with the number 0
/// @param idAt where its digits begin
record Conversations(byte[] bytes, int idAt) {

    static final int DIGITS = 12;

    private static final List<String> SAYINGS =
            List.of(
                    "Why is the sky blue, and why does it turn red in the evening?",
                    "Blue light is scattered most by the air, so it reaches us from everywhere.",
                    "That is nice. Can you tell me another thing about the sun?",
                    "It is so large that a million earths would fit into it, and it is a star.",
                    "My sister says that stars are holes in the night. Is she right about that?",
                    "What a lovely picture! They are suns, though, only very far away from us.");

    /// A conversation of about `size` bytes in turns of a sentence each.
    static Conversations ofSize(String prefix, int size) {
        return of(prefix, size, Integer.MAX_VALUE);
    }

    /// A conversation of so many turns.
    static Conversations ofTurns(String prefix, int turns) {
        return of(prefix, Integer.MAX_VALUE, turns);
    }

    private static Conversations of(String prefix, int size, int turns) {
        var text = new StringBuilder("{\"conversation_id\":\"").append(prefix).append('-');
        int idAt = text.length();
        text.append("0".repeat(DIGITS))
                .append(
                        "\",\"user_id\":\"user_7\",\"bot_id\":\"talk_movies\",\"bot_name\":\"Movies\",\"bot_type\":\"TALK\","
                                + "\"start_time\":\"2025-11-26T10:00:00Z\",\"end_time\":\"2025-11-26T10:20:00Z\",\"conversation_logs\":[");
        for (int i = 0; i < turns && (i == 0 || text.length() < size - 120); i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"character\":\"")
                    .append(i % 2 == 0 ? "USER" : "BOT")
                    .append("_RESPONSE_CONVERSATION\",\"content\":\"")
                    .append(SAYINGS.get(i % SAYINGS.size()))
                    .append("\"}");
        }
        text.append("]}");
        return new Conversations(text.toString().getBytes(StandardCharsets.US_ASCII), idAt);
    }

    /// Writes a number over the digits that begin at `at`.
    static void number(byte[] bytes, int at, long number) {
        long left = number;
        for (int i = at + DIGITS - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }

    /// The body of a number.
    byte[] body(long number) {
        var body = bytes.clone();
        number(body, idAt, number);
        return body;
    }
}

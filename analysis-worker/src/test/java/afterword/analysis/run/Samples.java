// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// Conversations, keys and replies for tests.
final class Samples {

    static final Instant END = Instant.parse("2026-01-02T03:04:05Z");

    private Samples() {}

    static RunKey key() {
        return new RunKey("default", UUID.randomUUID(), 1);
    }

    /// Two turns, one question.
    static Conversation conversation() {
        return conversation(
                new Turn(Role.BOT, "Hello!", END),
                new Turn(Role.USER, "I love stars. Why is the sky blue?", END));
    }

    static Conversation conversation(Turn... turns) {
        return new Conversation("c1", "u1", "b1", "Bot", "TALK", null, END, List.of(turns), null);
    }

    /// A good reply of the chat completions format.
    static byte[] reply(String answer) {
        return reply("stop", answer);
    }

    static byte[] reply(String finish, String answer) {
        return """
        {"model": "m-1", "choices": [{"finish_reason": "%s", "message": {"content": "%s"}}],
         "usage": {"prompt_tokens": 100, "completion_tokens": 10}}
        """
                .formatted(finish, answer.replace("\\", "\\\\").replace("\"", "\\\""))
                .getBytes(StandardCharsets.UTF_8);
    }

    /// An answer that fits the built-in analysis.
    static String answer(String analysis) {
        return switch (analysis) {
            case "questions" ->
                    "{\"user_initiated_questions\":1,\"questions\":[\"Why is the sky blue?\"]}";
            case "emotion" -> "{\"session_emotion\":\"interesting\"}";
            default -> "{\"memories\":[{\"text\":\"Loves stars.\",\"turns\":[2]}]}";
        };
    }
}

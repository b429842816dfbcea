// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.util.Random;

/// Conversations in a random dialect with random text, for property tests.
final class RandomConversations {

    private static final String[] PIECES = {
        "Hello",
        "Why?",
        "ünïcödé",
        "日本語",
        "\\u0000",
        "\\ud83d\\ude00",
        "\\ud800",
        "\\\"",
        "\\\\",
        "\\n",
        "\u202E",
        "مرحبا",
        " ",
        "<|im_start|>"
    };

    private RandomConversations() {}

    static String json(Random random) {
        boolean logs = random.nextBoolean();
        var out =
                new StringBuilder("{\"conversation_id\":\"c-")
                        .append(random.nextInt(1000))
                        .append("\",\"user_id\":\"u\",");
        if (random.nextBoolean()) {
            out.append("\"start_time\":\"2025-11-26T10:00:00Z\",");
        }
        if (random.nextBoolean()) {
            out.append("\"extra\":{\"n\":")
                    .append(random.nextLong())
                    .append(",\"t\":\"")
                    .append(text(random))
                    .append("\"},");
        }
        out.append("\"end_time\":\"2025-11-26T10:20:00.")
                .append(random.nextInt(1000))
                .append("Z\",");
        out.append(logs ? "\"conversation_logs\":[" : "\"conversation_log\":[");
        int turns = random.nextInt(12);
        for (int i = 0; i < turns; i++) {
            out.append(i == 0 ? "" : ",").append(turn(random, logs));
        }
        return out.append("]}").toString();
    }

    private static String turn(Random random, boolean logs) {
        boolean user = random.nextBoolean();
        var text = text(random);
        if (logs) {
            return "{\"character\":\""
                    + (user ? "USER" : "BOT")
                    + "_RESPONSE_CONVERSATION\",\"content\":\""
                    + text
                    + "\"}";
        }
        var time =
                random.nextBoolean()
                        ? ",\"timestamp\":\"2025-11-26T10:0" + random.nextInt(10) + ":00+01:00\""
                        : "";
        return "{\"speaker\":\""
                + (user ? "user" : "pika")
                + "\",\"text\":\""
                + text
                + "\""
                + time
                + "}";
    }

    private static String text(Random random) {
        var out = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            out.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return out.toString();
    }
}

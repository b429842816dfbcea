// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.load;

import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/// A conversation whose right analysis is known, made from a seed and a number.
///
/// @param key its id
/// @param questions that its user asks
/// @param fate what the producer does with it
record Conversation(String key, String body, String otherBody, int questions, Fate fate) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// What producers do.
    enum Fate {
        /// One POST, repeated until it is answered.
        PLAIN,
        /// Two POSTs at once.
        TWINS,
        /// Once more, seconds after it was accepted.
        AGAIN,
        /// Once more with another body under the same id.
        OTHER_BODY,
        /// Straight into the broker.
        QUEUE,
        /// By REST and into the broker.
        BOTH_DOORS,
        /// Without a user: to be refused.
        BAD
    }

    /// The one of a number.
    ///
    /// @param prefix of the keys of a run
    static Conversation of(String prefix, long seed, int number) {
        var luck = new SplittableRandom(seed * 1_000_003 + number);
        var key = prefix + "-" + number;
        int questions = number % 4;
        var fate = fate(luck.nextInt(100));
        return new Conversation(
                key,
                body(key, number, questions, fate, false),
                body(key, number, questions, fate, true),
                questions,
                fate);
    }

    private static Fate fate(int percent) {
        if (percent < 1) {
            return Fate.BAD;
        }
        if (percent < 2) {
            return Fate.OTHER_BODY;
        }
        if (percent < 8) {
            return Fate.TWINS;
        }
        if (percent < 14) {
            return Fate.AGAIN;
        }
        if (percent < 22) {
            return Fate.QUEUE;
        }
        return percent < 26 ? Fate.BOTH_DOORS : Fate.PLAIN;
    }

    private static String body(String key, int number, int questions, Fate fate, boolean other) {
        var body = JSON.createObjectNode();
        body.put("conversation_id", key);
        if (fate != Fate.BAD) {
            body.put("user_id", "user-" + number % 1000);
        }
        body.put(
                "end_time",
                "2026-11-20T%02d:%02d:%02dZ"
                        .formatted(number / 3600 % 24, number / 60 % 60, number % 60));
        if (other) {
            body.put("device", "another one");
        }
        var log = body.putArray(number % 3 == 1 ? "conversation_log" : "conversation_logs");
        turn(log, number, false, "Hello, this is conversation " + key + ".");
        turn(log, number, true, "I went to the market and bought " + number + " apples.");
        for (int question = 0; question < questions; question++) {
            turn(log, number, true, "What costs apple number " + question + " of " + key + "?");
            turn(log, number, false, "Ten cents.");
        }
        return JSON.writeValueAsString(body);
    }

    private static void turn(ArrayNode log, int number, boolean user, String text) {
        var turn = log.addObject();
        switch (number % 3) {
            case 0 ->
                    turn.put("character", (user ? "USER" : "BOT") + "_RESPONSE_CONVERSATION")
                            .put("content", text);
            case 1 ->
                    turn.put("speaker", user ? "user" : "pika")
                            .put("turn_id", log.size())
                            .put("text", text);
            default -> turn.put("role", user ? "user" : "assistant").put("content", text);
        }
    }
}

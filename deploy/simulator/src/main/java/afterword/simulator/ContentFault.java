// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Faults of what the model says: the reply is well-formed and paid, its content is wrong.
public enum ContentFault implements Fault {
    /// Half of the answer, finish reason `length` (L-16).
    TRUNCATED,
    /// Nothing, finish reason `content_filter` (L-17).
    CONTENT_FILTER,
    /// A polite refusal in prose, finish reason `stop` (L-17).
    REFUSAL,
    /// JSON with a missing end (L-19).
    MALFORMED,
    /// Good JSON in a Markdown fence (L-19).
    FENCED,
    /// Good JSON with prose around it (L-19).
    PROSE,
    /// JSON of another form (L-19).
    WRONG_SCHEMA,
    /// Good JSON with a further property (L-19).
    EXTRA_FIELDS,
    /// Good JSON, with each text of an enumeration replaced (L-19).
    WRONG_ENUM,
    /// Each array with the rule's `size` of items, 10,000 unless set (L-19).
    MANY_ITEMS,
    /// Arrays nested 5,000 deep (L-19).
    DEEP,
    /// The answer to another conversation (L-23).
    CROSSED;

    private static final Transcript CROSSED_TALK =
            Transcript.of(
                    List.of(
                            new Transcript.Message(
                                    "user",
                                    "1. [USER]: I am Zoltan and I live in Ulm. Who stole my boat?\n"
                                            + "2. [USER]: This is outrageous, I am furious!")));

    @Override
    public boolean answers() {
        return true;
    }

    /// What is said in the place of the right answer.
    Answer change(Answer answer, ChatCall call, FaultRule.Details details) {
        var said = answer.content();
        return switch (this) {
            case TRUNCATED -> answer.cut(Math.max(1, answer.tokens() / 2)).finished("length");
            case CONTENT_FILTER -> new Answer("", "content_filter");
            case REFUSAL -> answer.saying("I'm sorry, but I can't help with that.");
            case MALFORMED -> answer.saying(said.substring(0, Math.max(1, said.length() - 2)));
            case FENCED -> answer.saying("```json\n" + said + "\n```");
            case PROSE -> answer.saying("Here is the result:\n" + said + "\nAnything else?");
            case WRONG_SCHEMA -> answer.saying("{\"answer\":[\"of\",{\"another\":\"form\"}]}");
            case EXTRA_FIELDS -> answer.saying(extra(said));
            case WRONG_ENUM -> answer.saying(said.replace(":\"", ":\"un"));
            case MANY_ITEMS -> answer.saying(many(said, details.size(10_000)));
            case DEEP -> answer.saying("[".repeat(5_000) + "]".repeat(5_000));
            case CROSSED -> Answer.to(call.withTranscript(CROSSED_TALK));
        };
    }

    private static String extra(String said) {
        if (Json.read(said) instanceof ObjectNode object) {
            object.put("simulated_extra", true);
            return Json.text(object);
        }
        return said;
    }

    private static String many(String said, int size) {
        var tree = Json.read(said);
        for (var value : tree) {
            if (value instanceof ArrayNode array) {
                var first = array.isEmpty() ? Json.object() : array.get(0).deepCopy();
                while (array.size() < size) {
                    array.add(first);
                }
            }
        }
        return Json.text(tree);
    }
}

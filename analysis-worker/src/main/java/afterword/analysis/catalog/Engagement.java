// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.contract.Conversation;
import java.math.BigDecimal;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// How engaged a user was: turns × 0.5 + questions × 3 + emotion + memories × 5, never below 0.
///
/// Emotion: interesting +15, boring −15, else 0. Turns are the non-empty turns of both sides. The
/// breakdown holds points, so that it adds up to the score before the floor. Source: design §7.
final class Engagement implements Formula {

    private static final BigDecimal TURN = new BigDecimal("0.5");
    private static final BigDecimal QUESTION = new BigDecimal(3);
    private static final BigDecimal MEMORY = new BigDecimal(5);
    private static final BigDecimal BONUS = new BigDecimal(15);

    @Override
    public JsonNode compute(Conversation conversation, Map<String, JsonNode> inputs) {
        var turns = points(TURN, conversation.turns().size());
        var questions = points(QUESTION, size(inputs, "questions", "questions"));
        var emotion = bonus(input(inputs, "emotion").path("session_emotion").asString(""));
        var memories = points(MEMORY, size(inputs, "memories", "memories"));
        var score = turns.add(questions).add(emotion).add(memories).max(BigDecimal.ZERO);

        var result = JsonNodeFactory.instance.objectNode();
        result.put("score", plain(score));
        result.putObject("breakdown")
                .put("turns", plain(turns))
                .put("questions", plain(questions))
                .put("emotion", plain(emotion))
                .put("memories", plain(memories));
        return result;
    }

    private static BigDecimal bonus(String emotion) {
        return switch (emotion) {
            case "interesting" -> BONUS;
            case "boring" -> BONUS.negate();
            default -> BigDecimal.ZERO;
        };
    }

    private static BigDecimal points(BigDecimal each, int count) {
        return each.multiply(BigDecimal.valueOf(count));
    }

    private static int size(Map<String, JsonNode> inputs, String name, String array) {
        return input(inputs, name).path(array).size();
    }

    private static JsonNode input(Map<String, JsonNode> inputs, String name) {
        return inputs.getOrDefault(name, JsonNodeFactory.instance.missingNode());
    }

    /// 10.0 as 10, 9.5 as 9.5.
    private static BigDecimal plain(BigDecimal points) {
        return points.signum() == 0
                ? BigDecimal.ZERO
                : new BigDecimal(points.stripTrailingZeros().toPlainString());
    }
}

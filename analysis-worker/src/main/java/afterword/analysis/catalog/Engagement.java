// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.spi.DerivedAnalysis;
import afterword.analysis.spi.Inputs;
import afterword.contract.Conversation;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// How engaged a user was: turns × 0.5 + questions × 3 + emotion + memories × 5, never below 0.
///
/// Emotion: interesting +15, boring −15, else 0. Turns are the non-empty turns of both sides. The
/// breakdown holds points, so that it adds up to the score before the floor. Source: design §7.
final class Engagement implements DerivedAnalysis<Engagement.Points> {

    private static final BigDecimal TURN = new BigDecimal("0.5");
    private static final BigDecimal QUESTION = new BigDecimal(3);
    private static final BigDecimal MEMORY = new BigDecimal(5);
    private static final BigDecimal BONUS = new BigDecimal(15);

    /// The result.
    record Points(BigDecimal score, Breakdown breakdown) {}

    /// Points by where they come from.
    record Breakdown(
            BigDecimal turns, BigDecimal questions, BigDecimal emotion, BigDecimal memories) {}

    @Override
    public String name() {
        return "engagement";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<Points> answer() {
        return Points.class;
    }

    @Override
    public List<String> from() {
        return List.of("questions", "emotion", "memories");
    }

    @Override
    public Points compute(Conversation conversation, Inputs inputs) {
        var turns = points(TURN, conversation.turns().size());
        var questions = points(QUESTION, size(inputs.json("questions").path("questions")));
        var emotion = bonus(inputs.json("emotion").path("session_emotion").asString(""));
        var memories = points(MEMORY, size(inputs.json("memories").path("memories")));
        var score = turns.add(questions).add(emotion).add(memories).max(BigDecimal.ZERO);
        return new Points(
                plain(score),
                new Breakdown(plain(turns), plain(questions), plain(emotion), plain(memories)));
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

    private static int size(JsonNode array) {
        return array.size();
    }

    /// 10.0 as 10, 9.5 as 9.5.
    private static BigDecimal plain(BigDecimal points) {
        return points.signum() == 0
                ? BigDecimal.ZERO
                : new BigDecimal(points.stripTrailingZeros().toPlainString());
    }
}

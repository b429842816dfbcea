// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.spi.Inputs;
import afterword.analysis.spi.RecordJson;
import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Turn;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class EngagementTests {

    @ParameterizedTest
    @CsvSource({
        "20, 2, interesting, 1, '{\"score\":36,\"breakdown\":{\"turns\":10,\"questions\":6,\"emotion\":15,\"memories\":5}}'",
        "3, 0, neutral, 0, '{\"score\":1.5,\"breakdown\":{\"turns\":1.5,\"questions\":0,\"emotion\":0,\"memories\":0}}'",
        "4, 1, boring, 0, '{\"score\":0,\"breakdown\":{\"turns\":2,\"questions\":3,\"emotion\":-15,\"memories\":0}}'",
        "200, 0, angry, 0, '{\"score\":100,\"breakdown\":{\"turns\":100,\"questions\":0,\"emotion\":0,\"memories\":0}}'",
        "1, 0, happy, 2, '{\"score\":10.5,\"breakdown\":{\"turns\":0.5,\"questions\":0,\"emotion\":0,\"memories\":10}}'"
    })
    void addsUpPointsAndNeverFallsBelowZero(
            int turns, int questions, String emotion, int memories, String expected) {
        var inputs =
                Map.of(
                        "questions", array("questions", questions),
                        "emotion",
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("session_emotion", emotion),
                        "memories", array("memories", memories));
        var points = new Engagement().compute(conversation(turns), new Inputs(inputs));
        assertThat(RecordJson.write(points)).hasToString(expected);
    }

    private static JsonNode array(String name, int size) {
        var object = JsonNodeFactory.instance.objectNode();
        var array = object.putArray(name);
        for (int i = 0; i < size; i++) {
            array.add("x");
        }
        return object;
    }

    private static Conversation conversation(int turns) {
        var turn = new Turn(Role.USER, "x", Instant.EPOCH);
        return new Conversation(
                "c",
                "u",
                null,
                null,
                null,
                null,
                Instant.EPOCH,
                Collections.nCopies(turns, turn),
                null);
    }
}

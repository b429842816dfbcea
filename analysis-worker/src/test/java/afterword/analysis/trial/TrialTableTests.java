// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.trial;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.llm.CallClass;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class TrialTableTests {

    private static final Tried.Spent SPENT =
            new Tried.Spent(Duration.ofMillis(812), 1_210, 24, 84_750L);

    @Test
    void columnsStayWhereTheyAre() {
        var shortId = TrialTable.line(7, answered("c1"));
        var longId =
                TrialTable.line(1_000, answered("tm4-dlg-f1e019e3-fe19-47e0-a964-2ea3b16b0275"));
        assertThat(longId).hasSameSizeAs(shortId).contains("tm4-dlg-f1e019e3-fe…b16b0275  ");
        assertThat(shortId)
                .isEqualTo(
                        "   7  c1                              8 turns     812 ms   1,210 →   24 tokens"
                                + "  0.000085 USD  {}");
    }

    @Test
    void saysWhyTheOthersWereNotAnswered() {
        var failed = new Tried.Failed("c2", 8, CallClass.INVALID, "", SPENT);
        var refused = new Tried.Failed("c3", 8, CallClass.REFUSED, "", SPENT);
        assertThat(
                        TrialTable.summary(
                                List.of(answered("c1"), refused, failed, failed),
                                Duration.ofSeconds(2)))
                .contains(
                        "answered   1 of 4 asked, 0 skipped, 0 unreadable; 2 × INVALID; 1 × REFUSED")
                .contains("cost       0.000339 USD; 0.084750 USD for 1,000 conversations");
    }

    @Test
    void aPriceIsNeverNothingUnlessItIs() {
        var cheap = new Tried.Spent(Duration.ZERO, 1, 1, 999L);
        assertThat(TrialTable.line(1, new Tried.Answered("c", 1, object(), cheap)))
                .contains("0.000000999 USD");
        assertThat(TrialTable.line(1, new Tried.Answered("c", 1, object(), Tried.Spent.NOTHING)))
                .contains("no price");
    }

    private static Tried answered(String id) {
        return new Tried.Answered(id, 8, object(), SPENT);
    }

    private static JsonNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

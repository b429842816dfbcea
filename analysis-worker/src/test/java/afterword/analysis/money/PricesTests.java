// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.Reading;
import afterword.analysis.yaml.BrokenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PricesTests {

    private static final Tokens MOST = new Tokens(1000, 2000);

    private final Prices prices =
            Prices.parse(
                    "prices.yaml",
                    """
                    prices:
                      - {provider: fallback, model: "glm-*", input: 1, output: 2}
                      - {model: "glm-*", input: 0.15, cached-input: 0.075, output: 0.6}
                      - {model: "exact", input: 0.0001, output: 0.0001}
                      - {provider: memory, model: "*", call: 0.005}
                    """);

    /// 210 input tokens at 150 nano-dollars, 24 output tokens at 600.
    @Test
    void countsWholeNanoDollars() {
        assertThat(cost("glm-4", new Reading.Usage("glm-4-0520", 210L, 24L)))
                .isEqualTo(new Cost(45_900, false));
    }

    @Test
    void cachedTokensCostTheirOwnPrice() {
        assertThat(cost("glm-4", new Reading.Usage("glm-4", 210L, 24L, 100L)))
                .isEqualTo(new Cost(110 * 150 + 100 * 75 + 24 * 600, false));
        assertThat(cost("glm-4", new Reading.Usage("glm-4", 210L, 24L, 999L)))
                .isEqualTo(new Cost(210 * 75 + 24 * 600, false));
    }

    /// A ten-thousandth of a dollar for a million tokens is a tenth of a nano-dollar for each.
    @ParameterizedTest
    @CsvSource({"4, 0", "5, 1", "14, 1", "15, 2", "1000000, 100000"})
    void roundsHalfUpOncePerCall(long tokens, long nanos) {
        assertThat(cost("exact", new Reading.Usage("exact", tokens, 0L)))
                .isEqualTo(new Cost(nanos, false));
    }

    @Test
    void boundsWhatRepliesClaim() {
        var usage = new Reading.Usage("glm-4", Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(cost("glm-4", usage)).isEqualTo(new Cost(Long.MAX_VALUE, false));
    }

    @Test
    void firstEntryThatFitsCountsAndTheExactModelBeforeTheAskedOne() {
        var usage = new Reading.Usage("unheard-of", 1_000_000L, 0L);
        assertThat(prices.cost("fallback", "glm-4", CallClass.OK, usage, MOST))
                .isEqualTo(new Cost(1_000_000_000, false));
        assertThat(prices.cost("main", "glm-4", CallClass.OK, usage, MOST))
                .isEqualTo(new Cost(150_000_000, false));
        assertThat(prices.cost("main", "unknown", CallClass.OK, usage, MOST)).isNull();
    }

    @Test
    void callsMayHaveAPriceOfTheirOwn() {
        assertThat(prices.cost("memory", "mem0", CallClass.OK, Reading.Usage.UNKNOWN, Tokens.NONE))
                .isEqualTo(new Cost(5_000_000, false));
    }

    /// Losers of a race, time-outs and broken replies may be billed; what never arrived is not.
    @ParameterizedTest
    @EnumSource(
            value = CallClass.class,
            names = {
                "CANCELLED",
                "TOTAL_TIMEOUT",
                "CUT_OFF",
                "STALLED",
                "NO_FIRST_BYTE",
                "OVERSIZE"
            })
    void estimatesTheQuestionOfCallsWithoutReply(CallClass found) {
        assertThat(prices.cost("main", "glm-4", found, Reading.Usage.UNKNOWN, MOST))
                .isEqualTo(new Cost(150_000, true));
    }

    @ParameterizedTest
    @EnumSource(
            value = CallClass.class,
            names = {"NO_CONNECTION", "RATE_LIMITED", "AUTH", "SERVER_ERROR", "QUOTA"})
    void refusedCallsCostNothing(CallClass found) {
        assertThat(prices.cost("main", "glm-4", found, Reading.Usage.UNKNOWN, MOST))
                .isEqualTo(new Cost(0, false));
    }

    @Test
    void estimatesAnAnswerWithoutTokenCounts() {
        assertThat(cost("glm-4", new Reading.Usage("glm-4", null, null)))
                .isEqualTo(new Cost(150_000, true));
    }

    @Test
    void mostIsQuestionAndWholeAnswer() {
        assertThat(prices.most("main", "glm-4", MOST)).isEqualTo(1000 * 150 + 2000 * 600);
        assertThat(prices.most("main", "unknown", MOST)).isZero();
    }

    @Test
    void deploymentsFileStandsBeforeTheBuiltInTable(@TempDir Path folder) throws Exception {
        var file = folder.resolve("prices.yaml");
        Files.writeString(file, "prices: [{model: gpt-4o-mini, input: 7, output: 8}]");
        var usage = new Reading.Usage("gpt-4o-mini", 1L, 1L);
        assertThat(Prices.read(file).cost("main", "gpt-4o-mini", CallClass.OK, usage, MOST))
                .isEqualTo(new Cost(15_000, false));
        assertThat(Prices.read(null).cost("main", "gpt-4o-mini", CallClass.OK, usage, MOST))
                .isEqualTo(new Cost(750, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'prices:\n  - {model: a, input: -1, output: 1}' | 'line 2: input is 0 to 1,000,000'",
                "'prices:\n  - {model: a, input: 1, output: 1}\n  - {model: b}' | 'line 3: an entry has'",
                "'prices:\n  - {model: a, input: 1, ouput: 1}' | 'line 2: unknown field ouput'",
                "'prices: [' | 'line 1:'",
                "'prices:\n- {model: a, input: dear}' | 'line 2:'",
                "'price: []' | 'line 1:'"
            })
    void brokenFileIsRefusedWithFileLineAndReason(String text, String reason) {
        assertThatThrownBy(() -> Prices.parse("prices.yaml", text))
                .isInstanceOf(BrokenFile.class)
                .hasMessageContaining("prices.yaml")
                .hasMessageContaining(reason);
    }

    private @Nullable Cost cost(String asked, Reading.Usage usage) {
        return prices.cost("main", asked, CallClass.OK, usage, MOST);
    }
}

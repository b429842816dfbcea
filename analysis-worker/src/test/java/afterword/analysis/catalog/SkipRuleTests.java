// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Turn;
import java.time.Instant;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SkipRuleTests {

    @Test
    void skipsByTurnsAndByTypeOfBot() {
        var rule = new SkipRule(2, Set.of("TALK"), 1);
        assertThat(rule.skips(conversation("c", "TALK", 2))).isFalse();
        assertThat(rule.skips(conversation("c", "TALK", 1))).isTrue();
        assertThat(rule.skips(conversation("c", "SHOP", 2))).isTrue();
        assertThat(rule.skips(conversation("c", null, 2))).isTrue();
        assertThat(SkipRule.NONE.skips(conversation("c", null, 0))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.1, 0.5, 0.9})
    void aSampleIsItsShareAndAlwaysTheSame(double share) {
        var rule = new SkipRule(0, Set.of(), share);
        var taken =
                IntStream.range(0, 20_000)
                        .filter(i -> !rule.skips(conversation("conv-" + i, null, 1)))
                        .boxed()
                        .toList();
        assertThat(taken.size() / 20_000.0).isBetween(share * 0.85, share * 1.15);
        assertThat(taken).noneMatch(i -> rule.skips(conversation("conv-" + i, "TALK", 9)));
    }

    @Test
    void aLargerSampleHoldsTheSmaller() {
        var small = new SkipRule(0, Set.of(), 0.1);
        var large = new SkipRule(0, Set.of(), 0.2);
        for (int i = 0; i < 5_000; i++) {
            var conversation = conversation("conv-" + i, null, 1);
            assertThat(small.skips(conversation) || !large.skips(conversation)).isTrue();
        }
    }

    private static Conversation conversation(String id, @Nullable String type, int turns) {
        var turn = new Turn(Role.USER, "x", Instant.EPOCH);
        return new Conversation(
                id,
                "u",
                null,
                null,
                type,
                null,
                Instant.EPOCH,
                IntStream.range(0, turns).mapToObj(_ -> turn).toList(),
                null);
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricsPageTests {

    private static final String PAGE =
            """
            ## api-gateway
            | `afterword_a_total` | counter | events | `end`: `good` `bad` | start | counts |
            | `afterword_b_seconds` | histogram | s | `class`: classes of `Thing` | use | times |
            | `afterword_c` | gauge | things | | setting | shows |
            ## Not ours
            | `up`, `other_total` | elsewhere |
            ## Of the broker and the database
            | `their_total` | there |
            """;

    private final MetricsPage page = MetricsPage.parse(PAGE);

    @Test
    void readsNamesLabelsAndOthers() {
        assertThat(page.ours())
                .containsOnlyKeys("afterword_a_total", "afterword_b_seconds", "afterword_c");
        assertThat(page.ours().get("afterword_a_total"))
                .extracting(it -> it == null ? null : it.labels().get("end"))
                .isEqualTo(Set.of("good", "bad"));
        assertThat(page.others()).containsExactlyInAnyOrder("up", "other_total");
        assertThat(page.beside()).containsExactly("their_total");
        assertThat(page.knows("their_total")).isTrue();
        assertThat(page.knows("afterword_b_seconds_bucket")).isTrue();
        assertThat(page.knows("afterword_a_total_sum")).isFalse();
    }

    @Test
    void agreesWithAScrapeThatHasAll() {
        assertThat(
                        compare(
                                """
                                afterword_a_total{end="good",service="api-gateway"} 1.0
                                afterword_b_seconds_bucket{class="x",service="api-gateway",le="0.1"} 1
                                other_total{service="api-gateway"} 0
                                """,
                                true))
                .isEmpty();
    }

    @Test
    void complainsOfWhatIsMissingOnlyWhenItIsDue() {
        var scrape =
                "afterword_a_total{end=\"good\",service=\"api-gateway\"} 1\nother_total{service=\"api-gateway\"} 0\n";
        assertThat(compare(scrape, false)).isEmpty();
        assertThat(compare(scrape, true))
                .containsExactly("afterword_b_seconds is documented, but not exposed");
        assertThat(compare("", false)).hasSize(2);
    }

    @Test
    void complainsOfStrangeNamesLabelsAndValues() {
        assertThat(
                        compare(
                                """
                                afterword_new{service="api-gateway"} 1
                                afterword_a_total{end="ugly",service="api-gateway"} 1
                                afterword_c{id="7",service="api-gateway"} 1
                                other_total 0
                                """,
                                false))
                .containsExactly(
                        "afterword_a_total{end=\"ugly\"} is not among the documented values",
                        "afterword_c has the labels [id], documented are []",
                        "afterword_new of api-gateway is not documented",
                        "other_total of api-gateway lacks the label service");
    }

    @Test
    void findsTheNamesInAnExpression() {
        assertThat(
                        PromQl.metrics(
                                "sum by (le, class) (rate(a_bucket{x=\"y or z\"}[5m])) / on (q) group_left max(b) or vector(0) > 14.4 * 0.001 and c:d:e == 0"))
                .containsExactly("a_bucket", "b", "c:d:e");
        assertThat(PromQl.bareCounters("sum(a_total{b=\"c\"}) + rate(d_total{e=\"f\"}[5m])"))
                .containsExactly("a_total");
    }

    private List<String> compare(String scrape, boolean used) {
        return Comparison.of(page, Map.of("api-gateway", Exposition.parse(scrape)), used);
    }
}

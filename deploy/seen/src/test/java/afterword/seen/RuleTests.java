// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.seen.Rules.Alert;
import afterword.seen.Rules.Recorded;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The linter of the rules. What they do is tested by promtool, in `make test-seen`.
class RuleTests {

    private final Rules rules = Rules.read();
    private final Set<String> names =
            rules.alerts().stream().map(Alert::name).collect(Collectors.toSet());

    @Test
    void thereAreSome() {
        assertThat(rules.recorded()).hasSizeGreaterThan(10);
        assertThat(rules.alerts()).hasSizeGreaterThan(10);
    }

    @Test
    void expressionsNameOnlyWhatIsDocumentedOrRecorded() {
        var page = MetricsPage.read();
        var recorded = rules.recorded().stream().map(Recorded::name).collect(Collectors.toSet());
        for (var rule : rules.recorded()) {
            assertThat(PromQl.metrics(rule.expression())).as(rule.name()).allMatch(page::knows);
        }
        for (var alert : rules.alerts()) {
            assertThat(PromQl.metrics(alert.expression()))
                    .as(alert.name())
                    .isNotEmpty()
                    .allMatch(name -> page.knows(name) || recorded.contains(name));
            assertThat(PromQl.bareCounters(alert.expression())).as(alert.name()).isEmpty();
        }
    }

    @Test
    void eachAlertSaysWhomItWakesAndWhatToDo() {
        for (var alert : rules.alerts()) {
            var runbook = "docs/runbooks/" + alert.name() + ".md";
            assertThat(alert.labels().get("severity")).as(alert.name()).isIn("page", "ticket");
            assertThat(alert.annotations().get("summary")).as(alert.name()).isNotBlank();
            assertThat(alert.annotations().get("runbook")).isEqualTo(runbook);
            assertThat(Repository.text(runbook))
                    .startsWith("# " + alert.name() + "\n")
                    .contains("**It means**", "**Look**", "**Do**");
        }
    }

    @Test
    void noRunbookIsLeftOver() {
        assertThat(Repository.files("docs/runbooks", ".md"))
                .allMatch(file -> names.contains(file.getFileName().toString().replace(".md", "")));
    }

    @Test
    void eachAlertIsTested() {
        var tests = Repository.text("deploy/prometheus/tests/alerts.yml");
        assertThat(names)
                .allSatisfy(name -> assertThat(tests).contains("alertname: " + name + "\n"));
    }
}

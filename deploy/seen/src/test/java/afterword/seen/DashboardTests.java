// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The linter of the dashboards, over the files that Grafana gets.
class DashboardTests {

    private static final Set<String> UNITS =
            Set.of("short", "s", "bytes", "percentunit", "ops", "currencyUSD");

    private final List<JsonNode> dashboards =
            Repository.files("deploy/grafana/dashboards", ".json").stream()
                    .map(file -> JsonMapper.shared().readTree(Repository.text(file)))
                    .toList();

    @Test
    void areWhatTheToolWrites() {
        var names = new ArrayList<Path>();
        for (var dashboard : Dashboards.all()) {
            var file = Repository.path("deploy/grafana/dashboards/" + dashboard.name() + ".json");
            names.add(file);
            assertThat(Repository.text(file)).as("make dashboards").isEqualTo(dashboard.json());
        }
        assertThat(Repository.files("deploy/grafana/dashboards", ".json"))
                .containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void canBeProvisioned() {
        assertThat(dashboards).hasSize(3);
        var uids = new HashSet<String>();
        for (var dashboard : dashboards) {
            var title = dashboard.path("title").asString();
            assertThat(uids.add(dashboard.path("uid").asString())).as(title).isTrue();
            assertThat(dashboard.path("editable").asBoolean(true)).as(title).isFalse();
            assertThat(dashboard.path("links")).as(title).isNotEmpty();
            assertThat(dashboard.path("templating").path("list").valueStream())
                    .extracting(variable -> variable.path("name").asString())
                    .contains("datasource", "service");
            assertThat(panels(dashboard)).as(title).hasSizeGreaterThan(10);
        }
        for (var kind : List.of("dashboards", "datasources")) {
            assertThat(Repository.files("deploy/grafana/provisioning/" + kind, ".yml"))
                    .allSatisfy(file -> assertThat(Rules.yaml(Repository.text(file))).isNotNull());
        }
    }

    @Test
    void eachPanelSaysWhatItShowsInWhichUnitFromTheChosenSource() {
        for (var dashboard : dashboards) {
            assertThat(panels(dashboard))
                    .allSatisfy(panel -> {
                        var title = panel.path("title").asString();
                        assertThat(title).isNotBlank();
                        assertThat(panel.path("description").asString(""))
                                .as(title)
                                .hasSizeGreaterThan(10);
                        var unit = panel.at("/fieldConfig/defaults/unit").asString("");
                        assertThat(UNITS).as(title).contains(unit);
                        assertThat(panel.at("/datasource/uid").asString(""))
                                .isEqualTo("${datasource}");
                        assertThat(panel.path("targets")).as(title).isNotEmpty();
                        assertThat(panel.path("targets").valueStream())
                                .allSatisfy(it ->
                                        assertThat(it.at("/datasource/uid").asString(""))
                                                .isEqualTo("${datasource}"));
                    });
            assertThat(panels(dashboard).stream().map(it -> it.path("title").asString()))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void panelsLieSideBySideWithinTheWidth() {
        for (var dashboard : dashboards) {
            var taken = new HashSet<String>();
            for (var panel : dashboard.path("panels")) {
                var place = panel.path("gridPos");
                int right = place.path("x").asInt() + place.path("w").asInt();
                assertThat(right).isLessThanOrEqualTo(24);
                for (int x = place.path("x").asInt(); x < right; x++) {
                    for (int y = 0; y < place.path("h").asInt(); y++) {
                        var cell = x + "/" + (place.path("y").asInt() + y);
                        assertThat(taken.add(cell)).as(panel.path("title").asString()).isTrue();
                    }
                }
            }
        }
    }

    @Test
    void queriesNameOnlyWhatIsDocumentedOrRecorded() {
        var page = MetricsPage.read();
        var recorded =
                Rules.read().recorded().stream()
                        .map(Rules.Recorded::name)
                        .collect(Collectors.toSet());
        for (var query : queries().toList()) {
            assertThat(PromQl.metrics(query)).as(query).isNotEmpty();
            assertThat(PromQl.metrics(query))
                    .as(query)
                    .allMatch(name ->
                            page.knows(name) || recorded.contains(name) || name.equals("ALERTS"));
            assertThat(PromQl.bareCounters(query)).as(query).isEmpty();
        }
    }

    private static List<JsonNode> panels(JsonNode dashboard) {
        return dashboard
                .path("panels")
                .valueStream()
                .filter(panel -> !panel.path("type").asString().equals("row"))
                .toList();
    }

    private Stream<String> queries() {
        return dashboards.stream()
                .flatMap(dashboard -> panels(dashboard).stream())
                .flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.path("expr").asString());
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.local.Service;
import afterword.servers.PrometheusTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// `make test-seen`: a real line under a real Prometheus. What an operator would look at is asked
/// for, before, in and after an outage of the provider; `target/seen.md` tells what was seen.
@Tag("seen")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeenIT {

    private static final int MANY_IDS = Integer.getInteger("seen.ids", 100_000);
    private static final Duration OUTAGE = Duration.ofSeconds(75);
    private static final Map<String, String> SHORT_PARKS =
            Map.of(
                    "AFTERWORD_ANALYSIS_RUN_PARK_FIRST",
                    "2s",
                    "AFTERWORD_ANALYSIS_RUN_PARK_MOST",
                    "5s");

    private final Report report = new Report();
    private PrometheusTools tools;
    private SeenLine line;
    private Prometheus prometheus;

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        tools = PrometheusTools.find();
        line = SeenLine.start(Files.createDirectories(data.resolve("line")), SHORT_PARKS);
        prometheus = Prometheus.start(line);
    }

    @AfterAll
    void end() throws IOException {
        if (prometheus != null) {
            prometheus.close();
        }
        if (line != null) {
            line.close();
        }
        report.write(Repository.path("deploy/seen/target/seen.md"));
    }

    @Test
    @Order(1)
    void promtoolAcceptsTheRulesAndTheirTests() {
        var folder = Repository.path("deploy/prometheus");
        report.code(tools.check(folder, "check", "config", "prometheus.yml"));
        for (var file : Repository.files("deploy/prometheus/tests", ".yml")) {
            report.code(tools.check(folder, "test", "rules", file.toString()));
        }
    }

    @Test
    @Order(2)
    void everyPanelAlertAndRuleYieldsSomethingOnARunningSystem() throws Exception {
        line.send(SeenLine.samples());
        for (int i = 0; i < 4; i++) {
            line.send(SeenLine.talks("calm-" + i, 25));
            line.send(List.of("{\"no\":\"conversation\"}"));
            line.awaitEnds();
        }
        awaitLooks();

        var dead = new ArrayList<String>();
        for (var dashboard : Dashboards.all()) {
            report.heading(dashboard.title());
            for (var query : dashboard.queries()) {
                ask(query.legend(), query.expression(), dead);
            }
        }
        rules(dead);
        report.write(Repository.path("deploy/seen/target/seen.md"));
        assertThat(dead).isEmpty();
    }

    /// Lets Prometheus and the services' own looks (every 5 s) see what has happened.
    private static void awaitLooks() {
        long end = System.nanoTime() + Duration.ofSeconds(7).toNanos();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> System.nanoTime() > end);
    }

    private void ask(String legend, String expression, List<String> dead) {
        var query = expression.replace("$__rate_interval", "1m").replace("$service", ".*");
        try {
            var values = prometheus.values(query);
            report.row(legend, expression, values);
            if (values.isEmpty()) {
                dead.add("yields nothing: " + expression);
            }
        } catch (IllegalStateException e) {
            dead.add("errs: " + expression + ": " + e.getMessage());
        }
    }

    private void rules(List<String> dead) {
        report.heading("Rules");
        for (var group : prometheus.get("/api/v1/rules").path("groups")) {
            for (var rule : group.path("rules")) {
                if (!rule.path("health").asString().equals("ok")) {
                    dead.add(
                            rule.path("name").asString()
                                    + ": "
                                    + rule.path("lastError").asString());
                }
            }
        }
        var all = Rules.read();
        all.recorded().forEach(rule -> ask(rule.name(), rule.name(), dead));
        // a quiet alert yields nothing; what it looks at has to be there
        for (var alert : all.alerts()) {
            for (var metric : PromQl.metrics(alert.expression())) {
                ask(alert.name(), metric, dead);
            }
        }
    }

    @Test
    @Order(3)
    void answersTheThreeQuestionsInAnOutage() throws Exception {
        var before = questions();
        line.simulator("PUT", "/simulator/faults", "[{\"fault\":\"status\",\"status\":503}]");
        long begun = System.nanoTime();
        for (int i = 0; System.nanoTime() - begun < OUTAGE.toNanos(); i++) {
            line.send(SeenLine.talks("outage-" + i, 5));
            long next = System.nanoTime() + Duration.ofSeconds(5).toNanos();
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> System.nanoTime() > next);
        }
        var during = questions();
        var firing = firing();
        line.simulator("DELETE", "/simulator/faults", "");
        line.awaitEnds();
        awaitLooks();
        var after = questions();
        report.heading("The three questions, in an outage of " + OUTAGE.toSeconds() + " s");
        before.forEach((title, value) ->
                report.moments(title, value, during.get(title), after.get(title)));
        report.code("firing at the end of the outage: " + firing);

        assertThat(before.get("Oldest without an end")).isLessThan(10);
        assertThat(during.get("Oldest without an end")).isGreaterThan(OUTAGE.toSeconds() / 2.0);
        assertThat(during.get("Waiting for an end")).isGreaterThan(10);
        assertThat(during.get("In the spill")).isZero();
        assertThat(during.get("Failed, 24 h")).isEqualTo(before.get("Failed, 24 h"));
        assertThat(after.get("Waiting for an end")).isZero();
        assertThat(after.get("Failed, 24 h")).isEqualTo(before.get("Failed, 24 h"));
        assertThat(after.get("Dead letters, 24 h")).isZero();
        assertThat(after.get("Output tokens, 24 h"))
                .isGreaterThan(before.getOrDefault("Output tokens, 24 h", 0.0));
    }

    /// The numbers of the first rows of *Pipeline*.
    private Map<String, Double> questions() {
        var numbers = new LinkedHashMap<String, Double>();
        for (var row : Dashboards.all().getFirst().rows()) {
            for (var panel : row.panels()) {
                if (panel.kind() == Panel.Kind.STAT) {
                    var values = prometheus.values(panel.queries().getFirst().expression());
                    numbers.put(panel.title(), values.isEmpty() ? Double.NaN : values.getFirst());
                }
            }
        }
        return numbers;
    }

    private List<String> firing() {
        return prometheus
                .get("/api/v1/alerts")
                .path("alerts")
                .valueStream()
                .map(it ->
                        it.at("/labels/alertname").asString() + " " + it.path("state").asString())
                .toList();
    }

    @Test
    @Order(4)
    void staysBelowTheBoundOfSeriesAfterManyDistinctIds() throws Exception {
        report.heading("Series after " + MANY_IDS + " distinct conversations, users and bots");
        var first = line.scrapes();
        long begun = System.nanoTime();
        for (int i = 0; i < MANY_IDS; i += 1_000) {
            line.send(SeenLine.silent("many-" + i, Math.min(1_000, MANY_IDS - i)));
        }
        line.awaitEnds(Duration.ofMinutes(5));
        report.code(
                "sent and ended in %d s"
                        .formatted(Duration.ofNanos(System.nanoTime() - begun).toSeconds()));
        var last = line.scrapes();
        for (var service : Service.values()) {
            int before = size(first, service);
            int now = size(last, service);
            report.code("%s: %d series before, %d after".formatted(service.module(), before, now));
            assertThat(now).isLessThan(2_000).isLessThanOrEqualTo(before + 20);
        }
    }

    private static int size(Map<String, Exposition> scrapes, Service service) {
        var scrape = scrapes.get(service.module());
        return scrape == null ? 0 : scrape.samples().size();
    }
}

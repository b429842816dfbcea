// SPDX-License-Identifier: Apache-2.0
package afterword.events.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.contract.AnalysisRequested;
import afterword.contract.ContractJson;
import afterword.events.EventWorkerTest;
import afterword.messaging.Route;
import afterword.testing.FakeBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/// 200,000 events that have waited for six hours, half of them with a parked run: nothing storms,
/// nothing reads them all, and the oldest are first. All sweeps run as in production.
@EventWorkerTest
@TestPropertySource(
        properties = {
            "afterword.events.ledger.gauges-every=1h", // they count what waits
            "afterword.events.dispatch.relay-every=1s",
            "afterword.events.dispatch.ring-every=1s",
            "afterword.events.delivery.relay-every=1s",
            "afterword.events.delivery.sweep-every=1s",
            "afterword.events.retention.every=1s",
            "afterword.events.audit.every=5s",
            "afterword.events.audit.count-every=1h" // a count reads all rows, and says so
        })
@DirtiesContext
@Timeout(300)
class ManyWaitingIT {

    private static final int EVENTS = 200_000;
    private static final int PER_SECOND = 100; // protocol, Ownership of a run
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final String WAITING =
            """
            insert into events.event (tenant, event_id, channel, key_kind, conversation_id, user_id, end_time, turns, user_turns,
                                      accepted_at, stored_at, dispatched_at, relay_due, ring_due)
            select 'default', ('%s0000-0000-8000-8000-' || lpad(n::text, 12, '0'))::uuid, 'amqp', 'CONVERSATION_END',
                   'many-' || n, 'u', now(), 1, 1, now() - interval '6 hours',
                   now() - interval '6 hours' + n * interval '1 ms', %s, now() - interval '6 hours' + n * interval '1 ms',
                   now() - interval '6 hours' + n * interval '1 ms'
            from generate_series(1, :events) n
            """;

    private static final String PARKED =
            """
            insert into analysis.run (tenant, event_id, generation, state, due_at)
            select tenant, event_id, 1, 'PARKED', now() from events.event where right(event_id::text, 1) in ('0', '2', '4', '6', '8')
            """;

    private final FakeBroker broker;
    private final JdbcClient jdbc;

    @Autowired
    ManyWaitingIT(FakeBroker broker, JdbcClient jdbc) {
        this.broker = broker;
        this.jdbc = jdbc;
    }

    @Test
    void ringsNoStormAndTheOldestFirst() {
        broker.backlog(Route.ANALYSIS_REQUESTED, 1_000_000);
        jdbc.sql(WAITING.formatted("0000", "now() - interval '6 hours'"))
                .param("events", EVENTS)
                .update();
        jdbc.sql(PARKED).update();
        jdbc.sql("analyze").update();

        // nothing while the queue is longer than a minute's work
        await().during(Duration.ofSeconds(3))
                .until(() -> broker.published(Route.ANALYSIS_REQUESTED).isEmpty());
        var began = now();
        long read = readByScans();
        broker.backlog(Route.ANALYSIS_REQUESTED, 0);
        await().atMost(SOON)
                .until(() -> broker.published(Route.ANALYSIS_REQUESTED).size() >= 2 * PER_SECOND);
        broker.backlog(Route.ANALYSIS_REQUESTED, 1_000_000);
        double seconds = now() - began;

        assertThat(readByScans() - read)
                .as("rows read by scans of the table, by all sweeps together")
                .isLessThan(EVENTS / 10);
        int moved =
                count(
                        "select count(*) from events.event where ring_due > now() - interval '1 hour'");
        assertThat(moved)
                .as("in %s s", seconds)
                .isLessThanOrEqualTo((int) (PER_SECOND * (seconds + 2)));
        assertThat(
                        count(
                                "select max(substr(conversation_id, 6)::int) from events.event where ring_due > now() - interval '1 hour'"))
                .as("the oldest first")
                .isEqualTo(moved);
        assertThat(rung())
                .as("only those without a run")
                .allMatch(n -> n % 2 == 1)
                .doesNotHaveDuplicates();
        assertThat(rung()).hasSizeBetween(moved / 2 - 1, moved / 2 + 1);
        assertThat(plan(Rings.CLAIM, Map.of("limit", 100, "first", 600.0, "most", 3600.0)))
                .contains("event_ring")
                .doesNotContain("Seq Scan on event");
    }

    @Test
    void relaysTheOldestFirstByTheIndex() {
        broker.answer(FakeBroker.Answer.DOWN); // the broker has been away for six hours
        jdbc.sql(WAITING.formatted("1111", "null")).param("events", EVENTS).update();
        jdbc.sql("analyze").update();
        var rows = new RequestRows(jdbc, Duration.ofSeconds(30), Duration.ofMinutes(10));
        assertThat(plan(RequestRows.CLAIM, Map.of("limit", 500, "lease", 30.0)))
                .contains("event_undispatched")
                .doesNotContain("Seq Scan on event");

        var first = rows.claim(500);
        var second = rows.claim(500);

        assertThat(first).hasSize(500).allMatch(request -> number(request.body()) <= 500);
        assertThat(second)
                .hasSize(500)
                .allMatch(
                        request -> number(request.body()) > 500 && number(request.body()) <= 1_000);
        jdbc.sql(
                        "delete from events.event where event_id >= '11110000-0000-8000-8000-000000000000'")
                .update();
        broker.answer(FakeBroker.Answer.CONFIRM);
    }

    /// Numbers of the events that were asked for again.
    private List<Integer> rung() {
        return broker.published(Route.ANALYSIS_REQUESTED).stream()
                .map(message -> ContractJson.read(message.body(), AnalysisRequested.class))
                .filter(request -> request.eventId().toString().startsWith("0000"))
                .map(ManyWaitingIT::number)
                .toList();
    }

    private static int number(AnalysisRequested request) {
        return Integer.parseInt(request.eventId().toString().substring(24));
    }

    private String plan(String statement, Map<String, ?> parameters) {
        var lines =
                jdbc.sql("explain " + statement)
                        .params(parameters)
                        .query((row, _) -> row.getString(1))
                        .list();
        return String.join("\n", lines);
    }

    /// Rows of the table of events that sequential scans have read so far; PostgreSQL tells them a
    /// second late.
    private long readByScans() {
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        return count(
                "select seq_tup_read from pg_stat_user_tables where schemaname = 'events' and relname = 'event'");
    }

    private double now() {
        return jdbc.sql("select extract(epoch from clock_timestamp())")
                .query((row, _) -> row.getDouble(1))
                .single();
    }

    private int count(String query) {
        return jdbc.sql(query).query((row, _) -> row.getInt(1)).single();
    }
}

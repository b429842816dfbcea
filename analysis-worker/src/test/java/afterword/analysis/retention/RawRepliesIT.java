// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.analysis.FreshDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class RawRepliesIT {

    private static final Duration KEPT = Duration.ofDays(30);

    private final DataSource source = FreshDatabase.source(FreshDatabase.migrated());
    private final JdbcClient jdbc = JdbcClient.create(source);

    @Test
    void emptiesOldRepliesAndKeepsWhatTheyCostAndWhatTheyLedTo() {
        calls(3, 31);
        calls(2, 29);

        replies(100).portion();

        assertThat(count("call where raw is not null")).isEqualTo(2);
        assertThat(count("call")).isEqualTo(5);
        assertThat(count("call where raw is null and cost_nanos = 40000 and input_tokens = 210"))
                .isEqualTo(3);
        assertThat(count("run where outcome = 'PROCESSED'")).isEqualTo(5);
        assertThat(count("part where status = 'SUCCEEDED' and result is not null")).isEqualTo(5);
    }

    @Test
    void doesItAPortionAtATimeOldestFirst() {
        calls(2, 40);
        calls(5, 35);

        var replies = replies(3);
        replies.portion();
        assertThat(count("call where raw is not null and at > now() - interval '38 days'"))
                .isEqualTo(4);
        replies.portion();
        assertThat(count("call where raw is not null")).isEqualTo(1);
        replies.portion();
        assertThat(count("call where raw is not null")).isZero();
    }

    @Test
    void passesOverWhatAnotherProcessIsEmptying() throws SQLException {
        calls(4, 31);
        try (var other = source.getConnection()) {
            other.setAutoCommit(false);
            var theirs = JdbcClient.create(new SingleConnectionDataSource(other, true));
            theirs.sql("select 1 from analysis.call limit 3 for update")
                    .query((row, _) -> row.getInt(1))
                    .list();

            replies(100).portion();

            assertThat(count("call where raw is not null")).isEqualTo(3);
            other.rollback();
        }
    }

    /// A portion reads what it empties, not the journal.
    @Test
    void findsThemByAnIndex() {
        calls(20_000, 1);
        jdbc.sql("analyze analysis.call").update();
        var plan =
                jdbc.sql(
                                """
                                explain select ctid from analysis.call
                                where raw is not null and at < now() - 2592000 * interval '1 second'
                                order by at limit 1000 for update skip locked
                                """)
                        .query((row, _) -> row.getString(1))
                        .list();
        assertThat(String.join("\n", plan)).contains("call_raw_age").doesNotContain("Seq Scan");
    }

    @Test
    void goesOnByItselfUntilItIsStopped() {
        calls(5, 31);
        var replies = new RawReplies(jdbc, new RetentionSettings(KEPT, Duration.ofMillis(20), 2));
        replies.start();
        try {
            await().until(() -> count("call where raw is not null") == 0);
        } finally {
            replies.stop();
        }
    }

    private RawReplies replies(int batch) {
        return new RawReplies(jdbc, new RetentionSettings(KEPT, Duration.ofSeconds(5), batch));
    }

    /// Ended runs, each with a part and a reply that came so many days ago.
    private void calls(int count, int days) {
        for (var statement :
                List.of(
                        """
                        insert into analysis.run (tenant, event_id, generation, fence, state, outcome, claimed_at, ended_at)
                        select 'default', id, 1, 1, 'ENDED', 'PROCESSED', now(), now() from fresh
                        """,
                        """
                        insert into analysis.part (tenant, event_id, generation, position, name, version, hash, status, result)
                        select 'default', id, 1, 0, 'questions', 1, 'h', 'SUCCEEDED', '{"n": 1}' from fresh
                        """,
                        """
                        insert into analysis.call (tenant, event_id, generation, name, fence, number, phase, at, provider, raw,
                                                   input_tokens, cost_nanos)
                        select 'default', id, 1, 'questions', 1, 1, 'REPLIED', now() - :days * interval '1 day', 'main',
                               convert_to('{"choices":[]}', 'UTF8'), 210, 40000 from fresh
                        """)) {
            var fresh =
                    "with fresh as (select md5(:days || '-' || n)::uuid as id from generate_series(1, :count) n)\n";
            jdbc.sql(fresh + statement).param("days", days).param("count", count).update();
        }
    }

    private long count(String which) {
        return jdbc.sql("select count(*) from analysis." + which).query(Long.class).single();
    }
}

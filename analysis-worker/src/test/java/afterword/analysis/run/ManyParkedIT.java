// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.analysis.FreshDatabase;
import afterword.analysis.memory.MemoryStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// 200,000 runs that were parked for six hours and are due, half of them for the memory store: each
/// look takes the oldest, and reads no more than it takes. Figures are rows read, not times.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ManyParkedIT {

    private static final int RUNS = 200_000;
    private static final int LIMIT = 64;

    /// The memory store is down.
    private static final Map<String, Integer> MAIN =
            Map.of("main", Sweep.PARTS_OF_A_RUN * LIMIT, MemoryStore.PROVIDER, 0);

    /// Rows that one look may read: some for each that it takes.
    private static final int FEW = 20 * LIMIT;

    private final DataSource source = FreshDatabase.source(FreshDatabase.migrated());
    private final JdbcClient jdbc = JdbcClient.create(source);
    private final UUID dead = UUID.randomUUID();
    private final Claims claims =
            new Claims(
                    jdbc,
                    new TransactionTemplate(new JdbcTransactionManager(source)),
                    UUID.randomUUID(),
                    2);

    @BeforeAll
    void park() {
        for (var statement :
                List.of(
                        """
                        insert into analysis.run (tenant, event_id, generation, fence, state, claimed_at, due_at)
                        select 'default', id, 1, 1, 'PARKED', now(), now() - interval '6 hours' + n * interval '1 ms' from many
                        """,
                        """
                        insert into analysis.part (tenant, event_id, generation, position, name, version, hash, status, provider,
                                                   parks, parked_at, retry_at)
                        select 'default', id, 1, 0, 'memories', 1, 'h', 'PARKED',
                               case when n <= :runs / 2 then :memory else 'main' end, 1, now(), now() - interval '6 hours' + n * interval '1 ms'
                        from many
                        """)) {
            jdbc.sql(
                            """
                            with many as (
                              select n, ('00000000-0000-8000-8000-' || lpad(n::text, 12, '0'))::uuid as id
                              from generate_series(1, :runs) n)
                            """
                                    + statement)
                    .param("runs", RUNS)
                    .param("memory", MemoryStore.PROVIDER)
                    .update();
        }
        jdbc.sql(
                        """
                        insert into analysis.process (process_id, name, lock_key, lease_until)
                        values (:dead, 'dead', 1, '-infinity')
                        """)
                .param("dead", dead)
                .update();
        jdbc.sql(
                        """
                        insert into analysis.run (tenant, event_id, generation, owner, fence, state, claimed_at)
                        select 'default', gen_random_uuid(), 1, :dead, 1, 'RUNNING', now() - n * interval '1 s'
                        from generate_series(1, 1000) n
                        """)
                .param("dead", dead)
                .update();
        jdbc.sql("vacuum analyze analysis.run").update();
        jdbc.sql("vacuum analyze analysis.part").update();
    }

    @BeforeEach
    void fresh() {
        read(); // what came before
    }

    @Test
    void wakesTheOldestAndReadsNoMore() {
        var first = numbers(claims.wake(LIMIT));
        var second = numbers(claims.wake(LIMIT));
        long read = read();

        assertThat(first).hasSize(LIMIT).allMatch(n -> n <= LIMIT);
        assertThat(second).hasSize(LIMIT).allMatch(n -> n > LIMIT && n <= 2 * LIMIT);
        assertThat(read).isLessThan(2 * FEW);
    }

    @Test
    void wakesThoseThatWaitForAnotherWithoutReadingTheRest() {
        var woken = numbers(claims.wake(LIMIT, MAIN));
        long read = read();

        assertThat(woken).hasSize(LIMIT).allMatch(n -> n > RUNS / 2 && n <= RUNS / 2 + LIMIT);
        assertThat(read).isLessThan(FEW);
    }

    @Test
    void findsOutCheaplyThatAllWaitForOneThatIsDown() {
        main("+");

        assertThat(claims.wake(LIMIT, MAIN)).isEmpty();
        assertThat(read()).isLessThan(FEW);
        main("-");
    }

    /// Moves the parts that wait for another by a day.
    private void main(String sign) {
        jdbc.sql(
                        "update analysis.part set retry_at = retry_at %s interval '1 day' where provider = 'main'"
                                .formatted(sign))
                .update();
        jdbc.sql("vacuum analyze analysis.part").update();
        read();
    }

    @Test
    void findsOutCheaplyThatNoneIsDue() {
        shift("+");
        assertThat(claims.wake(LIMIT)).isEmpty();
        assertThat(claims.wake(LIMIT, MAIN)).isEmpty();
        assertThat(read()).isLessThan(FEW);
        shift("-");
    }

    /// Moves all by a day.
    private void shift(String sign) {
        for (var set : List.of("run set due_at = due_at", "part set retry_at = retry_at")) {
            jdbc.sql("update analysis.%s %s interval '1 day'".formatted(set, sign)).update();
        }
        jdbc.sql("vacuum analyze analysis.run").update();
        jdbc.sql("vacuum analyze analysis.part").update();
        read();
    }

    @Test
    void takesOverWhatTheDeadHadAndReadsNothingElse() {
        var taken = claims.takeOver(new DeathWatch.Dead(Set.of(dead), Set.of()), LIMIT);
        long read = read();

        assertThat(taken).hasSize(LIMIT);
        assertThat(read).isLessThan(1_000 + FEW); // those of the dead process, sorted by age
    }

    @Test
    void adoptsByTheOwnerAlone() {
        assertThat(claims.adopt(List.of(), 3_600, LIMIT)).isEmpty();
        assertThat(read()).isLessThan(FEW);
    }

    private long before; // what had been read at the last look

    /// Rows of both tables that were read since the last call. Each statement has a connection of
    /// its own, which tells what it read when it ends.
    private long read() {
        long now =
                jdbc.sql(
                                """
                                select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_user_tables
                                where schemaname = 'analysis' and relname in ('run', 'part')
                                """)
                        .query((row, _) -> row.getLong(1))
                        .single();
        long since = now - before;
        before = now;
        return since;
    }

    private static List<Integer> numbers(List<Claim> taken) {
        return taken.stream()
                .map(claim -> Integer.parseInt(claim.key().eventId().toString().substring(24)))
                .toList();
    }
}

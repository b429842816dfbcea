// SPDX-License-Identifier: Apache-2.0
package afterword.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.servers.PostgresServer;
import afterword.servers.Shared;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class YoungTablesIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PostgresServer.Database database = Shared.postgres().freshDatabase();
    private final DriverManagerDataSource source =
            new DriverManagerDataSource(database.url(), database.user(), database.password());
    private final JdbcClient jdbc = JdbcClient.create(source);
    private final YoungTables tables = new YoungTables(source, "events");

    @BeforeEach
    void makeTables() {
        jdbc.sql("create schema events").update();
        jdbc.sql("create table events.\"Event\" (tenant text, id int, primary key (tenant, id))")
                .update();
        jdbc.sql("alter table events.\"Event\" set (autovacuum_enabled = false)").update();
        jdbc.sql("create table public.other (id int primary key)").update();
    }

    @AfterEach
    void close() {
        tables.close();
    }

    @Test
    void asksForNothingWhereThereIsNoSchemaYet() {
        assertThat(new YoungTables(source, "not_made").look()).isFalse();
    }

    @Test
    void leavesATableAloneUntilItHasGrown() {
        insert(1, YoungTables.LEAST - 1);
        awaitChanges(YoungTables.LEAST - 1);
        tables.look();
        assertThat(analysed()).isEqualTo(-1);
    }

    @Test
    void tellsThePlannerAgainWheneverATableHasDoubled() {
        insert(1, 300);
        awaitChanges(300);
        tables.look();
        assertThat(analysed()).isEqualTo(300);
        insert(301, 500);
        awaitChanges(200);
        tables.look();
        assertThat(analysed()).as("not doubled").isEqualTo(300);
        insert(501, 600);
        awaitChanges(300);
        tables.look();
        assertThat(analysed()).as("doubled").isEqualTo(600);
        assertThat(rows("public.other")).as("another schema's").isEqualTo(-1);
    }

    /// What it is for: a statement that was planned on an empty table looks rows up by their key.
    @Test
    void turnsAPlanThatReadsAllIntoOneThatLooksUp() {
        insert(1, 3_000);
        awaitChanges(3_000);
        tables.look();
        var plan =
                jdbc.sql(
                                """
                                explain update events."Event" e set id = e.id
                                from unnest(array['t', 't'], array[5, 7]) as n(tenant, id)
                                where e.tenant = n.tenant and e.id = n.id
                                """)
                        .query(String.class)
                        .list();
        assertThat(String.join("\n", plan)).contains("Index").doesNotContain("Seq Scan");
    }

    @Test
    void doesItByItself() {
        insert(1, 300);
        tables.start();
        await().atMost(LIMIT).until(() -> analysed() == 300);
    }

    private void insert(int from, int to) {
        jdbc.sql("insert into events.\"Event\" select 't', generate_series(:from, :to)")
                .param("from", from)
                .param("to", to)
                .update();
    }

    /// Counts of changes come from the writing sessions with a delay.
    private void awaitChanges(int changes) {
        await().atMost(LIMIT)
                .until(() ->
                        changes
                                == number(
                                        "pg_stat_get_mod_since_analyze('events.\"Event\"'::regclass)"));
    }

    private long analysed() {
        return rows("events.\"Event\"");
    }

    private long rows(String table) {
        return number("(select reltuples from pg_class where oid = '" + table + "'::regclass)");
    }

    private long number(String expression) {
        return jdbc.sql("select " + expression).query(Long.class).single();
    }
}

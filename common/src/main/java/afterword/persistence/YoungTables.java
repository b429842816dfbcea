// SPDX-License-Identifier: Apache-2.0
package afterword.persistence;

import afterword.concurrent.Repeater;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Tells PostgreSQL's planner about tables that grow fast from nothing.
///
/// A table that was never analysed counts as ten pages of whatever it holds, so that a prepared
/// statement planned on its first rows reads all of it for each key that it looks up. Autovacuum
/// mends that within its pause, a minute by default; at 500 events a second the tables have 30,000
/// rows by then, and one batch took 70 ms instead of 4 (docs/performance.md). So a table is
/// analysed as soon as it has [#LEAST] rows and whenever it has doubled since, until it is grown
/// up; from then on its statistics no longer decide anything that matters here, and autovacuum is
/// enough.
///
/// Processes that do it at the same time skip each other's table. Thread-safe.
public final class YoungTables implements AutoCloseable {

    /// Rows that are worth a first look; below, a plan that reads them all costs no more than any.
    static final int LEAST = 200;

    private static final Logger LOG = LoggerFactory.getLogger(YoungTables.class);

    /// Analysing reads up to 30,000 rows of a table, about 0.1 s; ten times for each table in its
    /// life.
    private static final int GROWN_UP = 200_000;

    /// At 1,000 events a second some 2,000 rows of the largest table come in it.
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private static final String YOUNG =
            """
            select c.oid::regclass::text from pg_class c
            where c.relnamespace = to_regnamespace(:schema) and c.relkind = 'r' and c.reltuples < :grownUp
              and pg_has_role(c.relowner, 'usage')
              and pg_stat_get_mod_since_analyze(c.oid) >= greatest(:least, c.reltuples)
            """;

    private final JdbcClient jdbc;
    private final String schema;
    private final Repeater looks;

    /// At rest; see [#start].
    ///
    /// @param schema whose tables belong to the connection's user; it may come later
    public YoungTables(DataSource source, String schema) {
        this.jdbc = JdbcClient.create(source);
        this.schema = schema;
        this.looks = new Repeater("young-tables", PAUSE, this::look, YoungTables::failed);
    }

    /// Starts looking, every two seconds.
    public void start() {
        looks.start();
    }

    @Override
    public void close() {
        looks.close();
    }

    /// Analyses the tables that have outgrown their statistics.
    ///
    /// @return false, so that a pause follows
    boolean look() {
        for (var table : young()) {
            // the name comes quoted from the catalogue
            jdbc.sql("analyze (skip_locked) " + table).update();
            LOG.debug("planner told: table={}", table);
        }
        return false;
    }

    private List<String> young() {
        return jdbc.sql(YOUNG)
                .param("schema", schema)
                .param("grownUp", GROWN_UP)
                .param("least", LEAST)
                .query((row, _) -> row.getString(1))
                .list();
    }

    private static void failed(RuntimeException e) {
        LOG.debug("statistics are left to autovacuum for now: {}", e.getClass().getSimpleName());
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.servers.PostgresServer;
import afterword.servers.Shared;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedBellIT {

    private static final Duration LONG = Duration.ofSeconds(60);

    private static PostgresServer.Database database;

    private final AtomicInteger rings = new AtomicInteger();
    private FeedBell bell;

    @BeforeAll
    static void freshDatabase() {
        database = Shared.postgres().freshDatabase();
    }

    @BeforeEach
    void listen() {
        bell = new FeedBell(FeedBellIT::connection);
        bell.onRing(rings::incrementAndGet);
        bell.start();
        await().atMost(LONG).until(bell::hears);
        await().atMost(LONG).until(() -> rings.get() == 1); // whatever was closed before
    }

    @AfterEach
    void stop() {
        bell.stop();
        await().atMost(LONG).until(() -> !bell.hears());
    }

    private static Connection connection() throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    private static void run(String sql) throws SQLException {
        try (var connection = connection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void ringsWhenSomebodyNotifies() throws Exception {
        run("select pg_notify('afterword_feed', '')");
        await().atMost(LONG).until(() -> rings.get() == 2);
    }

    @Test
    void doesNotRingForARolledBackClosing() throws Exception {
        try (var connection = connection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select pg_notify('afterword_feed', '')");
            connection.rollback();
        }
        run("select pg_notify('afterword_feed', '')");
        await().atMost(LONG).until(() -> rings.get() == 2);
        assertThat(rings).hasValue(2);
    }

    @Test
    void listensAgainAndRingsAfterItsConnectionWasLost() throws Exception {
        run(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid()
                """);
        await().atMost(LONG).until(() -> rings.get() >= 3 && bell.hears()); // deaf, then hears
        int before = rings.get();
        run("select pg_notify('afterword_feed', '')");
        await().atMost(LONG).until(() -> rings.get() > before);
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.servers.PostgresServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A server that is slow to answer when a gateway starts.
class MigrationsIT {

    /// Longer than what the pool's connections wait for an answer.
    private static final String WAITING =
            """
            select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
            """;

    private static final String PATIENT =
            WAITING + " and query_start < clock_timestamp() - interval '6 seconds'";

    /// Each try that gives up leaves its statement waiting in the server; there is one only.
    @Test
    void waitForASlowServer() throws SQLException {
        try (var postgres = PostgresServer.start()) {
            var database = postgres.freshDatabase();
            var views = StandIns.in(database);
            try (var other =
                    DriverManager.getConnection(
                            database.url(), database.user(), database.password())) {
                other.setAutoCommit(false);
                try (var statement = other.createStatement()) {
                    statement.execute("create schema gateway");
                }
                try (var gateway = TestGateway.over(database)) {
                    await().atMost(Duration.ofMinutes(2)).until(() -> views.count(PATIENT) > 0);
                    assertThat(views.count(WAITING)).isEqualTo(1);
                    other.rollback();
                    await().atMost(Duration.ofMinutes(2))
                            .until(() ->
                                    views.count(
                                                    "select count(*) from pg_tables where tablename = 'spill'")
                                            == 1);
                    assertThat(gateway.getManagement("/actuator/health/liveness").status())
                            .isEqualTo(200);
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import java.time.Duration;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Migrates this service's schema beside the running gateway, trying until it succeeds.
///
/// By connections of its own: those of the pool give up within a second or three, since a producer
/// waits, and on a busy server no migration would ever get through. Without its table the spill
/// keeps nothing.
final class Migrations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final JdbcConnectionDetails database;
    private volatile @Nullable Thread thread; // written by begin, read by close

    Migrations(JdbcConnectionDetails database) {
        this.database = database;
    }

    void begin(Flyway flyway) {
        var patient =
                Flyway.configure(flyway.getConfiguration().getClassLoader())
                        .configuration(flyway.getConfiguration())
                        .dataSource(patient())
                        .load();
        thread = Thread.ofVirtual().name("migrations").start(() -> run(patient));
    }

    /// Waits longer than the longest wait for a lock (`spring.flyway.init-sqls`).
    private DriverManagerDataSource patient() {
        var source = new DriverManagerDataSource(database.getJdbcUrl());
        source.setUsername(database.getUsername());
        source.setPassword(database.getPassword());
        var properties = new Properties();
        properties.setProperty("ApplicationName", "afterword-gateway-migrations");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("socketTimeout", "60");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("logServerErrorDetail", "false");
        source.setConnectionProperties(properties);
        return source;
    }

    private static void run(Flyway flyway) {
        try {
            boolean told = false;
            while (!migrated(flyway, told)) {
                told = true;
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // stopped
        }
    }

    private static boolean migrated(Flyway flyway, boolean told) {
        try {
            var done = flyway.migrate();
            LOG.info("schema gateway is at version {}", done.targetSchemaVersion);
            return true;
        } catch (FlywayException e) {
            if (!told) {
                LOG.warn(
                        "cannot migrate yet ({}); accepting goes on over the broker",
                        e.getClass().getSimpleName());
            }
            return false;
        }
    }

    @Override
    public void close() {
        var running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Migrates this service's schema beside the running gateway, trying until it succeeds.
final class Migrations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private volatile @Nullable Thread thread; // written by begin, read by close

    void begin(Flyway flyway) {
        thread = Thread.ofVirtual().name("migrations").start(() -> run(flyway));
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

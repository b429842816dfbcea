// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Hears at once when events have been closed: the closing transaction notifies, and PostgreSQL
/// tells whoever listens after its commit.
///
/// News only: a notification that gets lost costs those who wait nothing but time, since they look
/// by themselves now and then. Listens on a connection of its own, beside the pool; where it cannot
/// (PostgreSQL away, or a pooler that gives no session), [#hears] says so and it tries again each
/// second. Thread-safe.
final class FeedBell implements SmartLifecycle {

    /// What event-worker notifies on. Part of the contract between the two services.
    static final String CHANNEL = "afterword_feed";

    private static final Logger LOG = LoggerFactory.getLogger(FeedBell.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /// After so long without a notification the connection has to prove that it lives.
    private static final int QUIET_MS = 5_000;

    private final Source source;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean running; // written by start and stop, read by the thread
    private volatile boolean hears; // written by the thread, read by those who wait
    private @Nullable Thread thread; // written by start and stop

    /// Opens a connection that nobody else uses.
    @FunctionalInterface
    interface Source {
        Connection open() throws SQLException;
    }

    FeedBell(Source source) {
        this.source = source;
    }

    /// Whether notifications can arrive right now.
    boolean hears() {
        return hears;
    }

    /// Calls back after each notification and whenever listening begins or ends; on the thread of
    /// the bell, so that the callee only wakes somebody.
    void onRing(Runnable listener) {
        listeners.add(listener);
    }

    private void ring() {
        listeners.forEach(Runnable::run);
    }

    private void run() {
        boolean told = false;
        while (running) {
            try (var connection = source.open();
                    var statement = connection.createStatement()) {
                statement.execute("listen " + CHANNEL);
                told = false;
                listen(connection.unwrap(PGConnection.class), statement);
            } catch (SQLException e) {
                if (running && !told) {
                    LOG.warn(
                            "not told of ended events, who waits is answered by looking: {}",
                            e.getSQLState());
                    told = true;
                }
            } finally {
                hears = false;
                ring();
            }
            rest();
        }
    }

    private void listen(PGConnection connection, Statement statement) throws SQLException {
        hears = true;
        ring(); // of what was closed before we listened
        while (running) {
            var heard = connection.getNotifications(QUIET_MS);
            if (heard == null || heard.length == 0) {
                statement.execute("select 1");
            } else {
                ring();
            }
        }
    }

    private void rest() {
        try {
            if (running) {
                TimeUnit.NANOSECONDS.sleep(AGAIN.toNanos());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // stopped
        }
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofVirtual().name("feed-bell").start(this::run);
    }

    /// An interrupt closes the socket of a virtual thread, so that nothing is waited for.
    @Override
    public void stop() {
        running = false;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

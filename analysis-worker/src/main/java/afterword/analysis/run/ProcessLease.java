// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.concurrent.Deadline;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;

/// Shows the other processes that this one lives: a row with a lease on the database's clock and a
/// session advisory lock, both over one direct connection that no pool ever touches.
///
/// The lease's own thread renews it, and between two renewals looks at the connection several times
/// a second, so that it notices in time when that breaks (others need two looks one second apart),
/// opens another and locks again. A renewal counts only while the lock is held. Thread-safe.
final class ProcessLease implements AutoCloseable {

    /// Opens a connection of its own, outside of any pool.
    @FunctionalInterface
    interface Direct {

        Connection open() throws SQLException;
    }

    /// Looks after what this process owned when its lease had lapsed.
    @FunctionalInterface
    interface AfterLapse {

        void look();
    }

    private static final Logger LOG = LoggerFactory.getLogger(ProcessLease.class);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final String RENEW =
            """
            insert into analysis.process (process_id, name, lock_key, lease_until)
            values (?, ?, ?, clock_timestamp() + ? * interval '1 ms')
            on conflict (process_id) do update
              set lease_until = excluded.lease_until, renewed_at = clock_timestamp()
            """;

    private static final String RELEASE =
            "update analysis.process set lease_until = '-infinity' where process_id = ?";

    private final UUID id = UUID.randomUUID();
    private final long lockKey = id.getLeastSignificantBits();
    private final String name;
    private final RunSettings.Lease settings;
    private final Direct direct;
    private final LongSupplier ticker;
    private final Thread thread = Thread.ofPlatform().daemon().name("lease").unstarted(this::run);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition renewed = lock.newCondition();
    private @Nullable Long lastGood; // guarded by lock: before the last good renewal was sent
    private @Nullable Long brokenAt; // guarded by lock: when the connection last broke
    private boolean lapsed; // guarded by lock: others may have taken what was ours
    private final AtomicLong lapses = new AtomicLong();
    private volatile AfterLapse afterLapse = () -> {}; // written before start
    private volatile boolean stopping; // written by close, read by the lease's thread

    /// @param name shown to people: host and process
    /// @param ticker monotonic nanoseconds
    ProcessLease(String name, RunSettings.Lease settings, Direct direct, LongSupplier ticker) {
        this.name = name;
        this.settings = settings;
        this.direct = direct;
        this.ticker = ticker;
    }

    /// This process, anew with every start.
    UUID id() {
        return id;
    }

    /// Starts the renewals.
    ///
    /// @param look called by the lease's thread after a lapse (a broken connection frees the lock,
    ///   a renewal later than a lease comes too late), when the lease stands again and before it
    ///   counts as good
    void start(AfterLapse look) {
        afterLapse = look;
        thread.start();
    }

    /// Whether a call may be started: the last good renewal is younger than two thirds of a lease,
    /// and what may have been lost in a lapse has been looked after.
    boolean good() {
        lock.lock();
        try {
            return lastGood != null
                    && !lapsed
                    && ticker.getAsLong() - lastGood < settings.length().toNanos() / 3 * 2;
        } finally {
            lock.unlock();
        }
    }

    /// Lapses so far, each counted before what may have been lost in it is looked after.
    long lapses() {
        return lapses.get();
    }

    /// Waits until a call may be started.
    ///
    /// @return false when the deadline passed first
    boolean awaitGood(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!good()) {
                long left = deadline.nanosLeft();
                if (left == 0) {
                    return false;
                }
                var _ = renewed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Whether the lease has stood for its length without a break, so that what looks dead is dead.
    /// A fresh process has had no break.
    boolean steady() {
        lock.lock();
        try {
            return good()
                    && (brokenAt == null
                            || ticker.getAsLong() - brokenAt > settings.length().toNanos());
        } finally {
            lock.unlock();
        }
    }

    /// Releases the lease, so that others take over what is left at once, and ends the thread. May
    /// be called twice and before start.
    @Override
    public void close() {
        stopping = true; // the thread looks at it several times a second
        try {
            if (thread.isAlive()) {
                thread.join(Duration.ofSeconds(5));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!stopping) {
            try (var connection = direct.open()) {
                serve(connection);
            } catch (SQLException e) {
                broken(e);
                pause();
            }
        }
    }

    private void broken(SQLException e) {
        lock.lock();
        try {
            if (lastGood != null && (brokenAt == null || brokenAt < lastGood)) {
                LOG.warn("lease connection broke, opening another: {}", e.getMessage());
            }
            lapsed = lastGood != null;
            brokenAt = lastGood == null ? null : Long.valueOf(ticker.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    private void serve(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        while (!stopping && !locked(connection)) {
            pause(); // the server has not noticed yet that our last connection is gone
        }
        try (var renew = connection.prepareStatement(RENEW)) {
            while (!stopping) {
                renew(renew);
                watch(connection);
            }
        }
        release(connection);
    }

    private boolean locked(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("select pg_try_advisory_lock(?)")) {
            statement.setLong(1, lockKey);
            try (var result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    private void renew(PreparedStatement statement) throws SQLException {
        long sent = ticker.getAsLong();
        statement.setObject(1, id);
        statement.setString(2, name);
        statement.setLong(3, lockKey);
        statement.setLong(4, settings.length().toMillis());
        statement.executeUpdate();
        if (lapsedBefore(sent)) {
            lapses.incrementAndGet();
            look();
        }
        lock.lock();
        try {
            lapsed = false;
            lastGood = sent;
            renewed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean lapsedBefore(long sent) {
        lock.lock();
        try {
            lapsed |= lastGood != null && sent - lastGood > settings.length().toNanos();
            return lapsed;
        } finally {
            lock.unlock();
        }
    }

    private void look() throws SQLException {
        try {
            afterLapse.look();
        } catch (NestedRuntimeException e) {
            throw new SQLException("cannot look after the runs: " + e.getMessage(), e);
        }
    }

    /// Waits for the next renewal, looking at the connection meanwhile.
    private void watch(Connection connection) throws SQLException {
        long end = System.nanoTime() + settings.renewal().toNanos();
        while (!stopping && System.nanoTime() < end) {
            pause();
            if (!connection.isValid(1)) {
                throw new SQLException("the server does not answer on it any more");
            }
        }
    }

    private void release(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(RELEASE)) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // nobody interrupts this thread
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.persistence;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/// Repeats work on the database until it is answered: a store that is away keeps its callers
/// waiting here instead of costing them a message.
///
/// The work must be idempotent, since a commit whose answer was lost is repeated as well. Between
/// two tries it asks the store a trivial question, so that a batch is not built again and again for
/// nothing. Thread-safe.
public final class StoreGate {

    private static final Logger LOG = LoggerFactory.getLogger(StoreGate.class);

    private final JdbcClient probe;
    private final Duration first;
    private final Duration most;
    private final AtomicInteger waiting = new AtomicInteger();

    /// A gate before one database.
    ///
    /// @param first pause after the first failure; doubles
    /// @param most longest pause
    public StoreGate(DataSource source, Duration first, Duration most) {
        this.probe = JdbcClient.create(source);
        this.first = first;
        this.most = most;
    }

    /// Callers that are waiting for the store at this moment; a gauge.
    public int waiting() {
        return waiting.get();
    }

    /// Does the work, again where the store was at fault.
    ///
    /// @param what for the log, such as `storing 12 events`
    /// @throws DataAccessException when the data are at fault ([StoreError#dataAtFault]); nothing
    ///   else of the database comes out, a missing table or right included: an operator mends that,
    ///   and no message is to blame
    public <T> T pass(String what, Supplier<T> work) throws InterruptedException {
        for (int failures = 0; ; failures++) {
            try {
                return work.get();
            } catch (DataAccessException | TransactionException e) {
                if (StoreError.dataAtFault(e)) {
                    throw e;
                }
                await(what, failures, e);
            }
        }
    }

    private void await(String what, int failures, NestedRuntimeException e)
            throws InterruptedException {
        LOG.atLevel(failures == 0 ? Level.WARN : Level.DEBUG)
                .log(
                        "store did not answer, kept for another try: {}; {}",
                        what,
                        e.getMostSpecificCause().getMessage());
        waiting.incrementAndGet();
        try {
            int round = failures;
            do {
                Thread.sleep(pauseAfter(round++));
            } while (!answers());
        } finally {
            waiting.decrementAndGet();
        }
    }

    /// Doubles from `first` to `most`, varied by ±20 % so that instances do not come back together.
    private Duration pauseAfter(int failures) {
        long doubled = first.toNanos() << Math.min(failures, 16);
        double varied =
                Math.min(doubled, most.toNanos())
                        * ThreadLocalRandom.current().nextDouble(0.8, 1.2);
        return Duration.ofNanos((long) varied);
    }

    private boolean answers() {
        try {
            return probe.sql("select 1").query(Integer.class).single() == 1;
        } catch (DataAccessException _) {
            return false; // still away; the caller goes on waiting
        }
    }
}

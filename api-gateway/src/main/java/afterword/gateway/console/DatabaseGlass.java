// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Looks into the database. Thread-safe; few statements at once.
final class DatabaseGlass implements Glass {

    private final JdbcClient jdbc;
    private final Semaphore turns;
    private final long patienceNanos;

    DatabaseGlass(JdbcClient jdbc, ConsoleSettings settings) {
        this.jdbc = jdbc;
        this.turns = new Semaphore(settings.statements());
        this.patienceNanos = settings.patience().toNanos();
    }

    @Override
    public Optional<String> look(String sql, Map<String, ?> parameters) {
        takeTurn();
        try {
            return jdbc.sql(sql).params(parameters).query(String.class).optional();
        } finally {
            turns.release();
        }
    }

    private void takeTurn() {
        try {
            if (turns.tryAcquire(patienceNanos, TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw Refusal.of(
                        ProblemKind.BUSY,
                        "The console looks at other things for more than "
                                + Duration.ofNanos(patienceNanos).toSeconds()
                                + " s; ask again in a moment.")
                .retryAfter(1);
    }
}

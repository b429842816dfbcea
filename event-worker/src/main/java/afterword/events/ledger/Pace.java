// SPDX-License-Identifier: Apache-2.0
package afterword.events.ledger;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Keeps the rate of work that all instances share to that of one: whoever comes first after the
/// pause does it. Thread-safe.
public final class Pace {

    /// Asking again for events without a run.
    public static final String RINGS = "rings";

    /// Sending dead letters once more.
    public static final String REPLAYS = "replays";

    /// Looking at the hand-over.
    public static final String AUDIT = "audit";

    /// Counting all events.
    public static final String COUNT = "count";

    /// Deleting what is old.
    public static final String RETENTION = "retention";

    private static final String TAKE =
            """
            update events.pace set next_at = now() + :every * interval '1 second'
            where work = :work and next_at <= now()
            """;

    private final JdbcClient jdbc;

    Pace(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Whether the caller is the one to do it now.
    ///
    /// @param every pause before it is anybody's turn again
    public boolean take(String work, Duration every) {
        return jdbc.sql(TAKE).param("every", every.toMillis() / 1e3).param("work", work).update()
                == 1;
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.persistence;

import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The views of other services that this one reads. A service is alive but not ready until they are
/// there.
///
/// Thread-safe.
public final class Views {

    private static final Logger LOG = LoggerFactory.getLogger(Views.class);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final JdbcClient jdbc;
    private final List<String> names;
    private volatile boolean
            present; // written by whoever asks first and finds them; never goes back

    /// @param names qualified, such as `events.transcript_v1`
    public Views(DataSource source, List<String> names) {
        this.jdbc = JdbcClient.create(source);
        this.names = List.copyOf(names);
    }

    /// Whether all views exist and may be read; asks the database until they do.
    public boolean present() {
        if (!present) {
            present = missing() == 0;
        }
        return present;
    }

    /// Blocks until all views are there, with one log line.
    public void await() throws InterruptedException {
        boolean told = false;
        while (!present()) {
            if (!told) {
                LOG.info("waiting for views of other services: {}", names);
                told = true;
            }
            Thread.sleep(PAUSE);
        }
    }

    private long missing() {
        try {
            return jdbc.sql(
                            """
                            select count(*) from unnest(:names::text[]) name
                            where to_regclass(name) is null or not has_table_privilege(to_regclass(name), 'select')
                            """)
                    .param("names", names.toArray(String[]::new))
                    .query(Long.class)
                    .single();
        } catch (DataAccessException _) {
            return names.size(); // the database is away; ask again
        }
    }
}

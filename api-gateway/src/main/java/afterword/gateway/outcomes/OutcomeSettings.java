// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How reads use the database.
///
/// @param concurrency statements at once, below the pool's size, so that reading never keeps the
///   spill from a connection
/// @param patience how long a read waits for its turn
/// @param waiters requests with `wait` at once
/// @param pollMin shortest pause between two looks for all waiters
/// @param pollMax longest pause while ended events are not told of; a look waits four times as long
///   as the last one took
/// @param pollQuiet longest pause while they are told of, should a notification get lost
/// @param directUrl a JDBC address for the one connection that listens, where the pool's leads
///   through a pooler that gives no session; empty: the pool's
@ConfigurationProperties("afterword.gateway.outcomes")
record OutcomeSettings(
        @DefaultValue("8") int concurrency,
        @DefaultValue("1s") Duration patience,
        @DefaultValue("1000") int waiters,
        @DefaultValue("1ms") Duration pollMin,
        @DefaultValue("50ms") Duration pollMax,
        @DefaultValue("1s") Duration pollQuiet,
        @DefaultValue("") String directUrl) {

    OutcomeSettings {
        if (concurrency < 1 || waiters < 1) {
            throw new IllegalArgumentException("concurrency and waiters are at least 1");
        }
        if (!pollMin.isPositive()
                || pollMin.compareTo(pollMax) > 0
                || pollMax.compareTo(pollQuiet) > 0) {
            throw new IllegalArgumentException("0 < poll-min ≤ poll-max ≤ poll-quiet");
        }
    }
}

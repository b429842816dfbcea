// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.messaging.Delivery;
import afterword.persistence.Columns;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Counts the starts of messages that came a second time.
///
/// The count is committed before such a message is parsed, alone; it is deleted when the message
/// was settled. So what is found on the next start is the number of deaths while it was alone. A
/// death in company counts for nobody. Thread-safe.
final class Suspects {

    private static final String START =
            """
            insert into events.suspect (source, body_hash) values (:source, :hash)
            on conflict (source, body_hash) do update set starts = suspect.starts + 1, last_seen = now()
            returning starts
            """;

    private static final String CLEAR =
            """
            delete from events.suspect s
            using unnest(:source::text[], :hash::bytea[]) as n(source, body_hash)
            where s.source = n.source and s.body_hash = n.body_hash
            """;

    private final JdbcClient jdbc;

    Suspects(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Names a message.
    ///
    /// @param source queue, or topic and partition
    record Suspect(String source, byte[] hash) {

        static Suspect of(Delivery delivery) {
            var origin = delivery.origin();
            int offset = origin.lastIndexOf('@');
            return new Suspect(
                    offset < 0 ? origin : origin.substring(0, offset), sha256(delivery.body()));
        }
    }

    /// Commits that a message is about to be worked on alone.
    ///
    /// @return how often that was so before without an end
    int start(Suspect suspect) {
        return jdbc.sql(START)
                        .param("source", suspect.source())
                        .param("hash", suspect.hash())
                        .query(Integer.class)
                        .single()
                - 1;
    }

    /// Forgets messages that were settled, or put down on a clean stop.
    void clear(List<Suspect> suspects) {
        if (!suspects.isEmpty()) {
            var columns =
                    Columns.of(suspects)
                            .text("source", Suspect::source)
                            .bytes("hash", Suspect::hash);
            jdbc.sql(CLEAR).params(columns.parameters()).update();
        }
    }

    /// Forgets what was last seen long ago: the message was settled, its count was not deleted.
    void clearOlderThan(Duration age) {
        jdbc.sql("delete from events.suspect where last_seen < now() - :age * interval '1 second'")
                .param("age", age.toMillis() / 1e3)
                .update();
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.events.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import afterword.events.EventWorkerTest;
import afterword.events.Line;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@EventWorkerTest
class RetentionIT {

    private final Line line;
    private final JdbcClient jdbc;

    @Autowired
    RetentionIT(Line line, JdbcClient jdbc) {
        this.line = line;
        this.jdbc = jdbc;
    }

    @Test
    void deletesWhatWasSaidAndKeepsTheOutcome() {
        var old = ended();
        var young = ended();
        var waiting = line.send(Line.conversationId());
        await().until(() -> line.rows(waiting) == 1);
        age(old, true);
        age(waiting, false);
        await().until(() -> transcripts(old) == 0);
        assertThat(line.column(old, "metadata is null", Boolean.class)).isTrue();
        assertThat(line.status(old)).isEqualTo("PROCESSED");
        assertThat(line.column(old, "user_id", String.class)).isEqualTo("u1");
        assertThat(transcripts(young)).isEqualTo(1);
        assertThat(transcripts(waiting)).isEqualTo(1); // old, and not ended
    }

    @Test
    void deletesDeadBodiesAndKeepsTheLetter() {
        var body = ("{ bad " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
        line.send(body);
        var find = "select count(*) from events.dead_letter where body_hash = sha256(:body)";
        await().until(() -> count(find, body) == 1);
        jdbc.sql(
                        "update events.dead_letter set last_seen = now() - interval '31 days' where body_hash = sha256(:body)")
                .param("body", body)
                .update();
        await().until(() -> count(find + " and body is null and headers = '{}'", body) == 1);
    }

    private UUID ended() {
        var id = line.send(Line.conversationId());
        await().until(() -> line.rows(id) == 1);
        line.endRun(id, "PROCESSED", 1);
        line.recorded(id, 1, 1);
        await().until(() -> line.outcomes(id).size() == 1);
        return id;
    }

    private void age(UUID id, boolean ended) {
        jdbc.sql(
                        "update events.transcript set stored_at = now() - interval '31 days' where event_id = :id")
                .param("id", id)
                .update();
        if (ended) {
            jdbc.sql(
                            """
                            update events.event set ended_at = now() - interval '31 days', metadata = '{"a":1}'
                            where event_id = :id
                            """)
                    .param("id", id)
                    .update();
        }
    }

    private long transcripts(UUID id) {
        return jdbc.sql("select count(*) from events.transcript where event_id = :id")
                .param("id", id)
                .query(Long.class)
                .single();
    }

    private long count(String query, byte[] body) {
        return jdbc.sql(query).param("body", body).query(Long.class).single();
    }
}

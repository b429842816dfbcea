// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.contract.Conversation;
import afterword.events.ledger.EventRef;
import afterword.events.transcript.TurnsJson;
import afterword.persistence.Columns;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The table of transcripts. Thread-safe.
final class TranscriptTable {

    private static final String INSERT =
            """
            insert into events.transcript (tenant, event_id, turns)
            select tenant, event_id, turns
            from unnest(:tenant::text[], :id::uuid[], :turns::text[]) as n(tenant, event_id, turns)
            order by tenant, event_id
            on conflict (tenant, event_id) do nothing
            """;

    private final JdbcClient jdbc;

    TranscriptTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// Inserts the transcripts of new events in the caller's transaction.
    void insert(Map<EventRef, Conversation> conversations) {
        if (conversations.isEmpty()) {
            return;
        }
        var columns =
                Columns.of(conversations.entrySet())
                        .text("tenant", entry -> entry.getKey().tenant())
                        .text("id", entry -> entry.getKey().eventId())
                        .text("turns", entry -> TurnsJson.write(entry.getValue().turns()));
        jdbc.sql(INSERT).params(columns.parameters()).update();
    }
}

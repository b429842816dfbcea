// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.messaging.Message;
import afterword.messaging.RowOutbox;
import afterword.persistence.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The dead letters that nobody was told of. Thread-safe.
final class AnnouncementRows implements RowOutbox.Rows<Announcement> {

    private static final String CLAIM =
            """
            with due as (
              select id from events.dead_letter where announced_at is null and announce_due <= now()
              order by announce_due limit :limit for update skip locked)
            update events.dead_letter d set announce_due = now() + :lease * interval '1 second'
            from due where d.id = due.id
            returning d.id, d.reason, d.stage, d.origin, d.body_hash, d.tenant, d.event_id
            """;

    private static final String CONFIRMED =
            "update events.dead_letter set announced_at = now() where id = any(:id::bigint[])";

    private final JdbcClient jdbc;
    private final Duration lease;

    /// @param lease for how long a claimed row is not claimed again
    AnnouncementRows(JdbcClient jdbc, Duration lease) {
        this.jdbc = jdbc;
        this.lease = lease;
    }

    @Override
    public List<Announcement> claim(int limit) {
        return jdbc.sql(CLAIM)
                .param("limit", limit)
                .param("lease", lease.toMillis() / 1e3)
                .query(AnnouncementRows::announcement)
                .list();
    }

    @Override
    public Map<Announcement, Message> messages(List<Announcement> announcements) {
        var messages = new LinkedHashMap<Announcement, Message>();
        announcements.forEach(it -> messages.put(it, it.message()));
        return messages;
    }

    @Override
    public void confirmed(List<Announcement> announcements) {
        var ids = Columns.of(announcements).text("id", Announcement::id);
        jdbc.sql(CONFIRMED).params(ids.parameters()).update();
    }

    private static Announcement announcement(ResultSet row, int number) throws SQLException {
        return new Announcement(
                row.getLong("id"),
                row.getString("reason"),
                row.getString("stage"),
                row.getString("origin"),
                HexFormat.of().formatHex(row.getBytes("body_hash")),
                row.getString("tenant"),
                row.getObject("event_id", UUID.class));
    }
}

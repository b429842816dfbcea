// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import afterword.analysis.llm.CallClass;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The board as a small table; holds count on the database's clock.
final class JdbcBoard implements Board {

    private final JdbcClient jdbc;

    JdbcBoard(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void tell(Hold hold) {
        jdbc.sql(
                        """
                        insert into analysis.provider_state as s (provider, model, hold_until, reason)
                        values (:provider, :model, clock_timestamp() + :millis * interval '1 ms', :reason)
                        on conflict (provider, model) do update set
                          hold_until = excluded.hold_until, reason = excluded.reason, told_at = clock_timestamp()
                        where s.hold_until < excluded.hold_until
                        """)
                .param("provider", hold.provider())
                .param("model", hold.model())
                .param("millis", hold.left().toMillis())
                .param("reason", hold.why().name())
                .update();
    }

    @Override
    public List<Hold> read() {
        return jdbc.sql(
                        """
                        select provider, model, reason,
                          ceil(extract(epoch from hold_until - clock_timestamp()) * 1000)::bigint as millis
                        from analysis.provider_state where hold_until > clock_timestamp()
                        """)
                .query((row, _) ->
                        new Hold(
                                row.getString("provider"),
                                row.getString("model"),
                                Duration.ofMillis(Math.max(1, row.getLong("millis"))),
                                CallClass.valueOf(row.getString("reason"))))
                .list();
    }
}

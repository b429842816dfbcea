// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import afterword.persistence.StoreGate;
import java.time.Duration;
import java.time.LocalDate;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The table `analysis.budget`.
final class JdbcBudgetRows implements BudgetRows {

    private final JdbcClient jdbc;
    private final StoreGate store;

    JdbcBudgetRows(JdbcClient jdbc, StoreGate store) {
        this.jdbc = jdbc;
        this.store = store;
    }

    @Override
    public Lease take(String tenant, String analysis, long nanos, long limit)
            throws InterruptedException {
        return store.pass("taking credit", () -> leased(tenant, analysis, nanos, limit));
    }

    private Lease leased(String tenant, String analysis, long nanos, long limit) {
        return jdbc.sql(
                        """
                        with now as (select clock_timestamp() at time zone 'utc' as at),
                        taken as (
                          insert into analysis.budget as b (tenant, analysis, day, taken_nanos)
                          select :tenant, :analysis, at::date, :nanos from now where :nanos <= :limit
                          on conflict (tenant, analysis, day)
                            do update set taken_nanos = b.taken_nanos + excluded.taken_nanos
                            where b.taken_nanos + excluded.taken_nanos <= :limit
                          returning 1)
                        select at::date as day, exists (select from taken) as granted,
                          ceil(extract(epoch from date_trunc('day', at) + interval '1 day' - at) * 1000)::bigint as left_ms
                        from now
                        """)
                .param("tenant", tenant)
                .param("analysis", analysis)
                .param("nanos", nanos)
                .param("limit", limit)
                .query((row, _) ->
                        new Lease(
                                row.getObject("day", LocalDate.class),
                                Duration.ofMillis(row.getLong("left_ms")),
                                row.getBoolean("granted")))
                .single();
    }

    @Override
    public void giveBack(String tenant, String analysis, LocalDate day, long nanos) {
        jdbc.sql(
                        """
                        update analysis.budget set taken_nanos = greatest(0, taken_nanos - :nanos)
                        where tenant = :tenant and analysis = :analysis and day = :day
                        """)
                .param("tenant", tenant)
                .param("analysis", analysis)
                .param("day", day)
                .param("nanos", nanos)
                .update();
    }
}

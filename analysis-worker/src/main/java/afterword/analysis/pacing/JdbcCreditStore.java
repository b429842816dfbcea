// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Credit in PostgreSQL: one short statement for each block, on the database's clock.
final class JdbcCreditStore implements CreditStore {

    private final JdbcClient jdbc;

    JdbcCreditStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public double lease(Account account, double need, double want, double most, double perSecond) {
        return granted(account, need, want, most, perSecond)
                .orElseGet(() -> {
                    open(account, most);
                    return granted(account, need, want, most, perSecond).orElse(0.0);
                });
    }

    private Optional<Double> granted(
            Account account, double need, double want, double most, double perSecond) {
        return jdbc.sql(
                        """
                        with there as (
                          select least(:most, level + :rate * extract(epoch from clock_timestamp() - at)) as amount
                          from analysis.credit
                          where provider = :provider and model = :model and unit = :unit
                          for update),
                        granted as (
                          select there.amount as before,
                            case when there.amount >= least(:need, :most)
                                 then greatest(:need, least(:want, there.amount)) else 0 end as amount
                          from there)
                        update analysis.credit c set level = g.before - g.amount, at = clock_timestamp()
                        from granted g
                        where c.provider = :provider and c.model = :model and c.unit = :unit
                        returning g.amount
                        """)
                .param("provider", account.provider())
                .param("model", account.model())
                .param("unit", account.unit().name())
                .param("need", need)
                .param("want", want)
                .param("most", most)
                .param("rate", perSecond)
                .query(Double.class)
                .optional();
    }

    private void open(Account account, double most) {
        jdbc.sql(
                        """
                        insert into analysis.credit (provider, model, unit, level)
                        values (:provider, :model, :unit, :level) on conflict do nothing
                        """)
                .param("provider", account.provider())
                .param("model", account.model())
                .param("unit", account.unit().name())
                .param("level", most)
                .update();
    }

    @Override
    public void giveBack(Account account, double rest, double most) {
        jdbc.sql(
                        """
                        update analysis.credit set level = least(:most, level + :rest)
                        where provider = :provider and model = :model and unit = :unit
                        """)
                .param("provider", account.provider())
                .param("model", account.model())
                .param("unit", account.unit().name())
                .param("rest", rest)
                .param("most", most)
                .update();
    }
}

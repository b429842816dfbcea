// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.gateway.WholeSchema;
import afterword.persistence.Views;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Over the real schemas of gateway and event-worker.
class EndedLivesIT {

    private final UUID mine = UUID.randomUUID();
    private final JdbcClient jdbc;
    private final EndedLives lives;

    EndedLivesIT() {
        var database = WholeSchema.fresh();
        var source =
                new DriverManagerDataSource(database.url(), database.user(), database.password());
        this.jdbc = JdbcClient.create(source);
        this.lives =
                new EndedLives(
                        jdbc,
                        mine,
                        new Views(source, List.of("events.handover_v1")),
                        Duration.ofDays(30));
    }

    @Test
    void forgetsAProcessThatEndedLongAgoWhenAllHasCome() {
        var ended = life(UUID.randomUUID(), 31, "{[1,9)}");
        came(ended, "{[1,12)}");

        assertThat(lives.sweep()).isEqualTo(2);
        assertThat(lives()).isEmpty();
    }

    @Test
    void keepsOneThatGaveASignOfLife() {
        var young = life(UUID.randomUUID(), 29, "{[1,9)}");
        came(young, "{[1,9)}");

        assertThat(lives.sweep()).isZero();
    }

    @Test
    void keepsWhatIsLostOrStillLiesInTheSpillOrWasNeverMet() {
        var lost = life(UUID.randomUUID(), 400, "{[1,9)}");
        came(lost, "{[1,4),[5,9)}");
        life(UUID.randomUUID(), 400, "{[1,9)}");

        assertThat(lives.sweep()).isZero();
        assertThat(lives()).hasSize(4);
    }

    @Test
    void isNotItselfForgottenWhileItIsIdle() {
        life(mine, 400, "{[1,9)}");
        came(mine, "{[1,9)}");

        assertThat(lives.sweep()).isZero();
        assertThat(lives()).containsExactly(mine, mine);
    }

    /// A process with both lanes, whose last sign of life is so many days old.
    private UUID life(UUID process, int days, String promised) {
        jdbc.sql(
                        """
                        insert into gateway.handover (process_id, lane, drawn, promised, dropped, flushed_at)
                        select :process, lane, 9, :promised::int8multirange, '{}', now() - :days * interval '1 day'
                        from unnest(array['p', 's']) lane
                        """)
                .param("process", process)
                .param("promised", promised)
                .param("days", days)
                .update();
        return process;
    }

    private void came(UUID process, String numbers) {
        jdbc.sql(
                        """
                        insert into events.handover (source, lane, received)
                        select :process, lane, :numbers::int8multirange from unnest(array['p', 's']) lane
                        """)
                .param("process", process)
                .param("numbers", numbers)
                .update();
    }

    private List<UUID> lives() {
        return jdbc.sql("select process_id from gateway.handover order by 1, lane")
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }
}

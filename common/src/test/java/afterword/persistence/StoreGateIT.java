// SPDX-License-Identifier: Apache-2.0
package afterword.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import afterword.servers.PostgresServer;
import afterword.servers.Shared;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class StoreGateIT {

    private final PostgresServer.Database database = Shared.postgres().freshDatabase();
    private final DriverManagerDataSource source =
            new DriverManagerDataSource(database.url(), database.user(), database.password());
    private final JdbcClient jdbc = JdbcClient.create(source);
    private final StoreGate gate =
            new StoreGate(source, Duration.ofMillis(1), Duration.ofMillis(10));
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void repeatsWhatTheStoreCouldNotDoNow() throws InterruptedException {
        int result =
                gate.pass(
                        "a test",
                        () -> {
                            if (tries.incrementAndGet() < 4) {
                                throw new CannotAcquireLockException("deadlock");
                            }
                            return 7;
                        });
        assertThat(result).isEqualTo(7);
        assertThat(tries).hasValue(4);
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void letsOutWhatIsTheFaultOfTheData() {
        jdbc.sql("create table t (n int primary key)").update();
        jdbc.sql("insert into t values (1)").update();
        assertThatThrownBy(() ->
                        gate.pass(
                                "a test",
                                () -> {
                                    tries.incrementAndGet();
                                    return jdbc.sql("insert into t values (1)").update();
                                }))
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void readsColumnsInOrderWithTheirNulls() {
        record Row(@Nullable String name, byte @Nullable [] bytes) {}
        var rows = List.of(new Row("a\"{},\\ é🙂", new byte[] {0, 1}), new Row(null, null));
        var columns = Columns.of(rows).text("name", Row::name).bytes("bytes", Row::bytes);
        var read =
                jdbc.sql(
                                """
                                select name, bytes from unnest(:name::text[], :bytes::bytea[]) with ordinality as n(name, bytes, nr)
                                order by nr
                                """)
                        .params(columns.parameters())
                        .query((row, _) -> new Row(row.getString(1), row.getBytes(2)))
                        .list();
        assertThat(read).usingRecursiveComparison().isEqualTo(rows);
    }
}

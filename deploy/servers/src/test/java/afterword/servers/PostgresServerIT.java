// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresServerIT {

    @TempDir Path folder;

    @Test
    void isDurable() throws SQLException {
        assertThat(ask(Shared.postgres(), "postgres", "show fsync")).isEqualTo("on");
        assertThat(ask(Shared.postgres(), "postgres", "show synchronous_commit")).isEqualTo("on");
    }

    @Test
    void keepsWhatWasCommittedWhenKilled() throws SQLException {
        try (var server = PostgresServer.start(folder, 0)) {
            server.createDatabase("kept");
            server.execute("kept", "create table t as select 42 as answer");
            long killed = server.pid();
            server.kill();
            assertThat(ProcessHandle.of(killed)).isEmpty();

            server.restart();

            assertThat(ask(server, "kept", "select answer from t")).isEqualTo("42");
        }
    }

    @Test
    void keepsItsFolderAcrossServersAndLeavesNoProcess() throws SQLException {
        var first = PostgresServer.start(folder, 0);
        first.createRole("writer", "it's secret");
        first.createRole("writer", "it's secret");
        first.createDatabase("kept");
        long pid = first.pid();
        first.close();
        first.close();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(Ports.isFree(first.port())).isTrue();

        try (var second = PostgresServer.start(folder, first.port())) {
            assertThat(second.port()).isEqualTo(first.port());
            assertThat(ask(second, "kept", "select rolname from pg_roles where rolname = 'writer'"))
                    .isEqualTo("writer");
        }
    }

    @Test
    void stopsTheServerThatAnotherOwnerLeftBehind() throws SQLException {
        var first = PostgresServer.start(folder, 0);
        first.createDatabase("kept");
        long orphan = first.pid();

        try (var second = PostgresServer.start(folder, 0)) {
            assertThat(ProcessHandle.of(orphan)).isEmpty();
            assertThat(ask(second, "kept", "select 1")).isEqualTo("1");
        }
    }

    @Test
    void givesEachTestADatabaseOfItsOwn() throws SQLException {
        var one = Shared.postgres().freshDatabase();
        var other = Shared.postgres().freshDatabase();

        assertThat(one.url()).isNotEqualTo(other.url());
        assertThat(ask(Shared.postgres(), one.name(), "select 1")).isEqualTo("1");
    }

    @Test
    void deletesTemporaryData() {
        var server = PostgresServer.start();
        var data = server.folder();
        assertThat(data).isDirectory();

        server.close();

        assertThat(data).doesNotExist();
    }

    private static String ask(PostgresServer server, String database, String query)
            throws SQLException {
        try (var connection = server.connect(database);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}

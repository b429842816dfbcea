// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Prometheus's exporter for PostgreSQL: the installed one, else Debian's or Ubuntu's package
/// unpacked into the cache, without root.
///
/// @param program a single program
public record PostgresExporter(Path program) {

    private static final String PACKAGE = "prometheus-postgres-exporter";
    private static final Duration START = Duration.ofSeconds(30);

    /// Finds or unpacks it.
    ///
    /// @throws ServerException with one line on how to get it
    public static PostgresExporter find() {
        for (var name : List.of(PACKAGE, "postgres_exporter")) {
            var program = Child.find(name);
            if (program != null) {
                return new PostgresExporter(program);
            }
        }
        try {
            return new PostgresExporter(
                    DebianPackage.unpacked(PACKAGE).resolve("usr/bin/" + PACKAGE));
        } catch (ServerException e) {
            throw new ServerException(
                    "The exporter for PostgreSQL is missing (%s): apt-get install %s, or put postgres_exporter on the PATH."
                            .formatted(e.getMessage(), PACKAGE),
                    e);
        }
    }

    /// Starts it on the loopback interface; returns when it answers.
    ///
    /// @param database looked at, with the statistics of the whole server
    /// @param user with a role that may read them (`pg_monitor`)
    /// @param data folder of its own
    public Child start(
            PostgresServer server,
            String database,
            String user,
            String password,
            Path data,
            int port) {
        var child =
                Child.named(PACKAGE, data.resolve(PACKAGE + ".log"))
                        .directory(data)
                        .environment(
                                "DATA_SOURCE_URI",
                                "127.0.0.1:%d/%s?sslmode=disable"
                                        .formatted(server.port(), database))
                        .environment("DATA_SOURCE_USER", user)
                        .environment("DATA_SOURCE_PASS", password)
                        .start(
                                List.of(
                                        program.toString(),
                                        "--web.listen-address=127.0.0.1:" + port,
                                        // it knows the columns of PostgreSQL 16 and older
                                        "--no-collector.bgwriter",
                                        "--log.level=warn"));
        if (!Waiting.until(START, () -> !child.alive() || Ports.answers("127.0.0.1", port))
                || !child.alive()) {
            child.stop();
            throw new ServerException(PACKAGE + " did not start:\n" + child.lastLines(12));
        }
        return child;
    }
}

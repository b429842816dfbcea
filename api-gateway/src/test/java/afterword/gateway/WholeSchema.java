// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import afterword.servers.Jars;
import afterword.servers.PostgresServer;
import afterword.servers.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.springframework.core.io.ClassPathResource;

/// Databases with the real schemas of the other two services, from their own migrations: what
/// depends on columns, indexes and plans is tested against these, not against stand-ins.
public final class WholeSchema {

    private WholeSchema() {}

    /// A fresh database with all three schemas, empty.
    public static PostgresServer.Database fresh() {
        var database = Shared.postgres().freshDatabase();
        migrate(database, "events", "event-worker");
        migrate(database, "analysis", "analysis-worker");
        migrate(database, "gateway", "api-gateway");
        return database;
    }

    private static void migrate(PostgresServer.Database database, String schema, String module) {
        var folder = Jars.repository().resolve(module).resolve("src/main/resources/db/" + schema);
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .schemas(schema)
                .defaultSchema(schema)
                .locations("filesystem:" + folder)
                .load()
                .migrate();
    }

    /// Runs a script of the tests.
    ///
    /// @param values by name, for `$NAME` in the script
    public static void run(
            PostgresServer.Database database, String script, Map<String, Object> values) {
        try {
            var sql = new ClassPathResource(script).getContentAsString(StandardCharsets.UTF_8);
            for (var value : values.entrySet()) {
                sql = sql.replace("$" + value.getKey(), String.valueOf(value.getValue()));
            }
            Shared.postgres().execute(database.name(), sql);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A day's work.
    public static void fill(PostgresServer.Database database, int events, int hours, int letters) {
        run(
                database,
                "console/sample.sql",
                Map.of("EVENTS", events, "HOURS", hours, "LETTERS", letters));
        Shared.postgres().execute(database.name(), "vacuum analyze");
    }
}

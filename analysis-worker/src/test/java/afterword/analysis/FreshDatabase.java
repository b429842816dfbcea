// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import afterword.servers.PostgresServer;
import afterword.servers.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.StreamUtils;

/// Empty databases that have what event-worker would have put there.
public final class FreshDatabase {

    private FreshDatabase() {}

    /// A database without our own schema, on the tests' shared server.
    public static PostgresServer.Database unmigrated() {
        return unmigrated(Shared.postgres());
    }

    /// A database without our own schema.
    public static PostgresServer.Database unmigrated(PostgresServer server) {
        var database = server.freshDatabase();
        server.execute(database.name(), standIn());
        return database;
    }

    /// A database with our own schema as well.
    public static PostgresServer.Database migrated() {
        return migrated(Shared.postgres());
    }

    /// A database with our own schema as well.
    public static PostgresServer.Database migrated(PostgresServer server) {
        var database = unmigrated(server);
        Flyway.configure()
                .dataSource(database.url(), database.user(), database.password())
                .schemas("analysis")
                .defaultSchema("analysis")
                .locations("classpath:db/analysis")
                .load()
                .migrate();
        return database;
    }

    /// Connections without a pool.
    public static DataSource source(PostgresServer.Database database) {
        return new DriverManagerDataSource(database.url(), database.user(), database.password());
    }

    private static String standIn() {
        try (var in = new ClassPathResource("events-stand-in.sql").getInputStream()) {
            return StreamUtils.copyToString(in, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import afterword.servers.PostgresServer;
import afterword.servers.Shared;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.StreamUtils;

/// Gives a context an empty database that has the analysis's views.
public final class FreshDatabase
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        var database = prepared(Shared.postgres());
        TestPropertyValues.of(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.user(),
                        "spring.datasource.password=" + database.password())
                .applyTo(context);
    }

    /// A fresh database with the stand-ins.
    public static PostgresServer.Database prepared(PostgresServer server) {
        var database = server.freshDatabase();
        standIn(server, database);
        return database;
    }

    /// Puts the stand-ins into a database.
    public static void standIn(PostgresServer server, PostgresServer.Database database) {
        server.execute(database.name(), standIn());
    }

    private static String standIn() {
        try (var in = new ClassPathResource("analysis-stand-in.sql").getInputStream()) {
            return StreamUtils.copyToString(in, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

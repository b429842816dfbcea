// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.servers.PostgresServer;
import afterword.servers.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/// The line's database: its name, its roles, and a service's way in.
public final class LineDatabase {

    /// Its name.
    public static final String NAME = "afterword";

    /// The role that reads statistics only.
    static final String MONITOR = "afterword_monitor";

    static final String PASSWORD = "local"; // on the loopback interface

    private LineDatabase() {}

    /// Creates the database with the roles and schemas that a deployment creates, from the same
    /// file. May be repeated.
    public static void prepare(PostgresServer server, LineSettings settings) {
        server.createDatabase(NAME);
        server.execute(NAME, roles(settings));
        for (var service : Service.values()) {
            setPassword(server, service.role());
        }
        setPassword(server, MONITOR);
    }

    private static void setPassword(PostgresServer server, String role) {
        server.execute(NAME, "alter role %s password '%s'".formatted(role, PASSWORD));
    }

    private static String roles(LineSettings settings) {
        try {
            return Files.readString(settings.repository().resolve("deploy/postgres/roles.sql"));
        } catch (IOException e) {
            throw new ServerException("deploy/postgres/roles.sql cannot be read", e);
        }
    }

    /// A service's name and password, as environment variables.
    public static Map<String, String> credentials(Service service) {
        return Map.of(
                "SPRING_DATASOURCE_USERNAME",
                service.role(),
                "SPRING_DATASOURCE_PASSWORD",
                PASSWORD);
    }
}

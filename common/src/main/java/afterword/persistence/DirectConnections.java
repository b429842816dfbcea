// SPDX-License-Identifier: Apache-2.0
package afterword.persistence;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Opens connections beside the pool, for what lasts as long as a session: a lock that is held, a
/// `LISTEN`. Past a pooler that shares sessions, where there is one.
///
/// Thread-safe.
///
/// @param url of PostgreSQL itself
/// @param name as it stands in `pg_stat_activity`
public record DirectConnections(
        String url, @Nullable String user, @Nullable String password, String name) {

    /// Opens one. Waits 2 s for the server and 3 s for each answer: whoever holds a lease for 10 s
    /// must know in time that it has lost it.
    ///
    /// @throws SQLException when the server does not answer or refuses
    public Connection open() throws SQLException {
        var properties = new Properties();
        put(properties, "user", user);
        put(properties, "password", password);
        put(properties, "ApplicationName", name);
        put(properties, "connectTimeout", "2");
        put(properties, "socketTimeout", "3");
        put(properties, "tcpKeepAlive", "true");
        return DriverManager.getConnection(url, properties);
    }

    private static void put(Properties properties, String key, @Nullable String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }

    /// Says nothing of the password.
    @Override
    public String toString() {
        return "DirectConnections[" + name + "]";
    }
}

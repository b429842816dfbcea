// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL 18 of our own: a child process on the loopback interface, durable as in production
/// (fsync and synchronous commit on).
///
/// Thread-safe.
public final class PostgresServer implements AutoCloseable {

    /// The superuser.
    public static final String USER = "postgres";

    /// The superuser's password; it guards nothing but against a wrong address.
    public static final String PASSWORD = "postgres";

    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);
    private static final int PORT_TRIES = 3;
    private static final String NAME = "[a-z_][a-z0-9_]{0,62}";

    private final Path folder;
    private final boolean temporary;
    private final int port;
    private final Path programs;
    private final RootShed shed;
    private final AtomicInteger databases = new AtomicInteger();
    private @Nullable Child postmaster; // guarded by this

    private PostgresServer(Path folder, boolean temporary, int port) {
        this.folder = folder;
        this.temporary = temporary;
        this.port = port;
        this.programs = PostgresBinaries.folder().resolve("bin");
        this.shed = RootShed.find();
    }

    /// Starts a server whose data are deleted when it is closed.
    public static PostgresServer start() {
        return start(Folders.temporary("postgresql"), true, 0);
    }

    /// Starts a server on a folder that is kept.
    ///
    /// @param folder gets `data` and `postgresql.log`; a server left over on it is stopped first
    /// @param port 0 for a free one
    public static PostgresServer start(Path folder, int port) {
        return start(Folders.make(folder), false, port);
    }

    private static PostgresServer start(Path folder, boolean temporary, int port) {
        for (int attempt = 1; ; attempt++) {
            var server = new PostgresServer(folder, temporary, port == 0 ? Ports.free() : port);
            try {
                AtExit.add(server);
                server.launch();
                return server;
            } catch (ServerException e) {
                boolean portTaken = server.log(20).contains("could not bind");
                if (port != 0 || !portTaken || attempt == PORT_TRIES) {
                    server.close();
                    throw e;
                }
                AtExit.remove(server); // somebody took the port between the look and the start
            }
        }
    }

    /// The port on 127.0.0.1; the same after a restart.
    public int port() {
        return port;
    }

    /// Where its data and its log are.
    Path folder() {
        return folder;
    }

    /// Process id of the postmaster.
    public synchronized long pid() {
        return running().pid();
    }

    /// Address of a database.
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /// Opens a connection as superuser.
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), USER, PASSWORD);
    }

    /// Runs one statement as superuser.
    public void execute(String database, String sql) {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new ServerException("PostgreSQL refused: " + e.getMessage(), e);
        }
    }

    /// Creates a role that may log in, unless there is one of that name.
    public void createRole(String role, String password) {
        if (!exists("select 1 from pg_roles where rolname = '" + checked(role) + "'")) {
            var quoted = password.replace("'", "''");
            execute(USER, "create role " + role + " login password '" + quoted + "'");
        }
    }

    /// Creates a database, unless there is one of that name.
    public void createDatabase(String database) {
        if (!exists("select 1 from pg_database where datname = '" + checked(database) + "'")) {
            execute(USER, "create database " + database);
        }
    }

    /// Creates an empty database of its own for a test.
    public Database freshDatabase() {
        var name = "fresh_" + databases.incrementAndGet();
        createDatabase(name);
        return new Database(name, jdbcUrl(name), USER, PASSWORD);
    }

    private boolean exists(String query) {
        try (var connection = connect(USER);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next();
        } catch (SQLException e) {
            throw new ServerException("PostgreSQL refused: " + e.getMessage(), e);
        }
    }

    private static String checked(String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("not a plain name: " + name);
        }
        return name;
    }

    /// Kills the postmaster with -9, as a crash would. Its backends notice and end.
    public synchronized void kill() {
        running().kill();
    }

    /// Starts it again on the same port and data, after [#kill] or while it runs.
    public synchronized void restart() {
        running().stop();
        launch();
    }

    /// Stops the server; deletes its data if they were temporary. May be called twice.
    @Override
    public synchronized void close() {
        if (postmaster != null) {
            postmaster.stop();
        }
        if (temporary) {
            Folders.delete(folder);
        }
        AtExit.remove(this);
    }

    private Child running() {
        var child = postmaster;
        if (child == null) {
            throw new IllegalStateException("PostgreSQL was not started");
        }
        return child;
    }

    private synchronized void launch() {
        if (!Files.exists(data().resolve("PG_VERSION"))) {
            initialise();
        }
        long end = System.nanoTime() + START.toNanos();
        while (!launchOnce(Duration.ofNanos(end - System.nanoTime()))) {
            // the killed one's backends hold its shared memory for a moment
            if (!log(5).contains("FATAL:") || !leftOver(log(5)) || System.nanoTime() > end) {
                throw new ServerException("PostgreSQL did not start; its last lines:\n" + log(10));
            }
            Waiting.until(Duration.ofMillis(100), () -> false);
        }
    }

    private static boolean leftOver(String lastLines) {
        return lastLines.contains("postmaster.pid") || lastLines.contains("shared memory block");
    }

    private boolean launchOnce(Duration limit) {
        var child =
                Child.named("postgresql", folder.resolve("postgresql.log"))
                        .hide("PG")
                        .directory(folder)
                        .softly("INT", SHUTDOWN) // INT is "fast": clients are disconnected
                        .alone(folder.resolve("postgresql.pid"))
                        .start(shed.wrap(command()));
        postmaster = child;
        Waiting.until(limit, () -> !child.alive() || ready(child.pid()));
        return child.alive() && ready(child.pid());
    }

    private List<String> command() {
        return List.of(
                programs.resolve("postgres").toString(),
                "-D",
                data().toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=", // none: nobody needs one, and its path has a limit
                "-c",
                "fsync=on",
                "-c",
                "synchronous_commit=on",
                "-c",
                "max_connections=300",
                "-c",
                "timezone=UTC",
                "-c",
                "log_timezone=UTC");
    }

    // the eighth line of postmaster.pid tells the state; pg_ctl waits for the same
    private boolean ready(long pid) {
        var lines = pidFile();
        return lines.size() >= 8
                && lines.getFirst().strip().equals(Long.toString(pid))
                && lines.get(7).strip().equals("ready");
    }

    private List<String> pidFile() {
        try {
            return Files.readAllLines(data().resolve("postmaster.pid"));
        } catch (IOException _) {
            return List.of();
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private void initialise() {
        var password = folder.resolve("initial-password");
        Folders.delete(data()); // half made by a run that was killed
        Folders.make(data());
        shed.own(data());
        try {
            Files.writeString(password, PASSWORD);
            var result = Command.run(folder, START, shed.wrap(initdb(password)));
            Files.delete(password);
            if (!result.succeeded()) {
                throw new ServerException("initdb failed: " + result.output().strip());
            }
        } catch (IOException e) {
            throw new ServerException("cannot prepare PostgreSQL in " + folder, e);
        }
    }

    private List<String> initdb(Path password) {
        return List.of(
                programs.resolve("initdb").toString(),
                "--pgdata=" + data(),
                "--username=" + USER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C");
    }

    private String log(int lines) {
        return Child.lastLines(folder.resolve("postgresql.log"), lines);
    }

    @Override
    public String toString() {
        return "PostgreSQL on 127.0.0.1:" + port;
    }

    /// A database with its way in.
    public record Database(String name, String url, String user, String password) {}
}

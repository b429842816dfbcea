// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import afterword.local.Service;
import afterword.servers.Child;
import afterword.servers.Jars;
import afterword.servers.Ports;
import afterword.servers.PostgresServer;
import afterword.servers.RabbitServer;
import afterword.servers.ServerException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A line on a [Bed]: as many processes as a measurement wants, each with what it takes from the
/// machine. For one thread.
final class Rig implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final Bed bed;
    private final Map<String, String> environment;
    private final long brokerPid;
    private final RabbitServer.@Nullable Address vhost;
    private final PostgresServer.Database database;
    private final List<Member> members = new ArrayList<>();
    private @Nullable Child simulator;
    private @Nullable Connection looks;
    private URI model = URI.create("http://127.0.0.1:9");

    Rig(Bed bed, Map<String, String> broker, long brokerPid, RabbitServer.@Nullable Address vhost) {
        this.bed = bed;
        this.environment = broker;
        this.brokerPid = brokerPid;
        this.vhost = vhost;
        this.database = bed.postgres().freshDatabase();
    }

    /// The virtual host, for a client of our own.
    String brokerUri() {
        if (vhost == null) {
            throw new IllegalStateException("this line has no RabbitMQ");
        }
        return vhost.uri();
    }

    /// Starts a model that answers after a fixed time.
    void simulator(Duration latency) {
        int port = Ports.free();
        model = URI.create("http://127.0.0.1:" + port);
        var child =
                Child.named("simulator", bed.folder().resolve("simulator.log"))
                        .directory(bed.folder())
                        .start(
                                Jars.command(
                                        Jars.of(bed.repository(), "deploy/local"),
                                        "512m",
                                        List.of("-XX:+UseSerialGC"),
                                        List.of(
                                                "simulator",
                                                "--port=" + port,
                                                "--latency=" + latency.toMillis() + "ms")));
        simulator = child;
        long end = System.nanoTime() + START.toNanos();
        while (!Ports.answers("127.0.0.1", port)) {
            if (!child.alive() || System.nanoTime() > end) {
                throw new ServerException("the simulator did not start: " + child.lastLines(5));
            }
            Pause.of(Duration.ofMillis(20));
        }
    }

    /// Starts a service and waits until it is ready.
    Member start(Service service, Tuning tuning) {
        var member = begin(service, tuning);
        member.awaitReady(START);
        return member;
    }

    /// Starts a service.
    Member begin(Service service, Tuning tuning) {
        var all = new LinkedHashMap<>(environment);
        all.put("SPRING_DATASOURCE_URL", database.url());
        all.put("SPRING_DATASOURCE_USERNAME", database.user());
        all.put("SPRING_DATASOURCE_PASSWORD", database.password());
        all.put("AFTERWORD_LLM_BASE_URL", model.toString());
        all.put("AFTERWORD_LLM_MODEL", "simulator");
        all.putAll(tuning.environment());
        var member = Member.start(service, bed, all, tuning);
        members.add(member);
        return member;
    }

    /// One process of each kind, all with the same tuning, ready.
    void startAll(Tuning tuning) {
        for (var service : Service.values()) {
            begin(service, tuning);
        }
        awaitAll();
    }

    /// Waits until all that began are ready. A worker is ready only when the views of the others
    /// are there, so that the three begin together on a fresh database.
    void awaitAll() {
        members.forEach(member -> member.awaitReady(START));
    }

    /// Address of the gateway.
    URI gateway() {
        return member(Service.API_GATEWAY).server();
    }

    /// The first process of a kind.
    Member member(Service service) {
        return members.stream()
                .filter(member -> member.service() == service)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("not started: " + service));
    }

    /// One number out of the database, over one connection that is kept: a new one for each look
    /// costs the server as much as ten events.
    long number(String query) {
        try (var statement = looks().createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("asking the database: " + query, e);
        }
    }

    private Connection looks() throws SQLException {
        var connection = looks == null ? bed.postgres().connect(database.name()) : looks;
        looks = connection;
        return connection;
    }

    /// What each process has taken so far, by its name.
    Map<String, Usage> usage() {
        var usage = new LinkedHashMap<String, Usage>();
        for (var member : members) {
            usage.merge(member.service().module(), Usage.of(member.pid()), Usage::plus);
        }
        usage.put("broker", Usage.of(brokerPid));
        usage.put("postgresql", Usage.of(bed.postgres().pid()));
        if (simulator != null) {
            usage.put("simulator", Usage.of(simulator.pid()));
        }
        usage.put("driver", Usage.mine());
        return usage;
    }

    /// CPU milliseconds that each process took between two looks.
    static Map<String, Long> cpuBetween(Map<String, Usage> before, Map<String, Usage> after) {
        var cpu = new LinkedHashMap<String, Long>();
        after.forEach((name, usage) -> {
            var first = before.get(name);
            cpu.put(name, usage.cpuMillis() - (first == null ? 0 : first.cpuMillis()));
        });
        return cpu;
    }

    /// Ends the processes of a kind.
    void end(Service service) {
        for (var member : List.copyOf(members)) {
            if (member.service() == service) {
                member.close();
                members.remove(member);
            }
        }
    }

    @Override
    public void close() {
        members.forEach(Member::close);
        members.clear();
        if (simulator != null) {
            simulator.kill();
        }
        if (looks != null) {
            try {
                looks.close();
            } catch (SQLException _) {
                // nothing is asked over it any more
            }
        }
    }
}

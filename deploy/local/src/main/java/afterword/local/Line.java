// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.servers.AtExit;
import afterword.servers.Child;
import afterword.servers.Jars;
import afterword.servers.Ports;
import afterword.servers.PostgresServer;
import afterword.servers.ServerException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The whole line on this machine: PostgreSQL, a broker, a language model and the three services,
/// each a process of its own, all ending with us.
///
/// [#close] may be called from any thread and at any time, also while the line starts.
public final class Line implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final Duration SIMULATOR_START = Duration.ofSeconds(30);

    private final LineSettings settings;
    private final Steps steps;
    private final Map<Service, ServiceProcess> services = new EnumMap<>(Service.class);
    private @Nullable FileChannel lockFile; // this and the next ones: guarded by services
    private @Nullable PostgresServer postgres;
    private @Nullable LineBroker broker;
    private @Nullable Child simulator;
    private @Nullable URI model;
    private boolean closed;

    private Line(LineSettings settings, Steps steps) {
        this.settings = settings;
        this.steps = steps;
    }

    /// Starts everything and returns when all three services are ready.
    ///
    /// @throws ServerException with what to tell the user; everything is ended by then
    public static Line start(LineSettings settings, Steps steps) {
        var line = new Line(settings, steps);
        AtExit.addOwner(line);
        try {
            line.launch();
            return line;
        } catch (IllegalStateException e) {
            line.close();
            throw new EndingException(e);
        } catch (ServerException e) {
            boolean ended = line.closed();
            line.close();
            throw ended ? new EndingException(e) : e;
        } catch (EndingException e) {
            line.close();
            throw e;
        }
    }

    private boolean closed() {
        synchronized (services) {
            return closed;
        }
    }

    private void launch() {
        lockData();
        for (var service : Service.values()) {
            Jars.of(settings.repository(), service.module()); // tells now what is not built
        }
        together(List.of(this::startPostgres, this::startBroker, this::startModel));
        var tasks = new ArrayList<Callable<Void>>();
        for (var service : Service.values()) {
            tasks.add(() -> startService(service));
        }
        together(tasks);
    }

    /// Runs tasks at once; the first failure interrupts the others.
    private static void together(List<Callable<Void>> tasks) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = tasks.stream().map(threads::submit).toList();
            try {
                for (Future<Void> task : running) {
                    task.get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new EndingException(e);
            }
        }
    }

    /// @return when
    private long begun(String what) {
        steps.begun(what);
        return System.nanoTime();
    }

    private void lockData() {
        try {
            Files.createDirectories(settings.data());
            var channel =
                    FileChannel.open(
                            settings.data().resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            keep(() -> lockFile = channel);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new ServerException(
                        "another run uses the data folder %s; end it, or choose another by --data=DIR"
                                .formatted(settings.data()));
            }
            putLogsAside();
        } catch (IOException e) {
            throw new ServerException("cannot write the data folder " + settings.data(), e);
        }
    }

    /// Each run has its own logs, and the last run's are kept.
    private void putLogsAside() throws IOException {
        try (var files = Files.walk(settings.data(), 2)) {
            for (var log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
                Files.move(
                        log,
                        log.resolveSibling(log.getFileName() + ".previous"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Void startPostgres() {
        long began = begun("PostgreSQL");
        var server = PostgresServer.start(settings.data().resolve("postgresql"), 0);
        keep(() -> postgres = server);
        LineDatabase.prepare(server, settings);
        steps.up("PostgreSQL", since(began), server.jdbcUrl(LineDatabase.NAME));
        return null;
    }

    private Void startBroker() {
        long began = begun("broker");
        var started = LineBroker.start(settings, text -> steps.note("broker", text));
        keep(() -> broker = started);
        steps.up("broker", since(began), started.description());
        return null;
    }

    /// The provider that the environment names, or the simulator.
    private Void startModel() {
        long began = begun("model");
        var given = System.getenv().getOrDefault("AFTERWORD_LLM_BASE_URL", "");
        if (!given.isBlank()) {
            steps.up("model", since(began), "the real one at " + given);
            return null;
        }
        int port = Ports.free();
        var address = URI.create("http://127.0.0.1:" + port);
        var child =
                Child.named("simulator", settings.data().resolve("simulator.log"))
                        .directory(settings.data())
                        .alone(settings.data().resolve("simulator.pid"))
                        .start(
                                Jars.command(
                                        Jars.of(settings.repository(), "deploy/local"),
                                        "256m",
                                        settings.jvmOptions(),
                                        List.of("simulator", "--port=" + port)));
        keep(() -> {
            simulator = child;
            model = address;
        });
        await(child, port);
        steps.up("model", since(began), "simulator at " + address);
        return null;
    }

    private static void await(Child child, int port) {
        long end = System.nanoTime() + SIMULATOR_START.toNanos();
        while (!Ports.answers("127.0.0.1", port)) {
            if (!child.alive() || System.nanoTime() > end) {
                throw new ServerException(
                        child.name() + " did not start:\n" + LogLines.thatMatter(child));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(50));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndingException(e);
        }
    }

    private Void startService(Service service) {
        long began = begun(service.module());
        var process =
                ServiceProcess.start(
                        service, service.module(), settings, ports(service), environment(service));
        keep(() -> services.put(service, process));
        process.awaitReady();
        steps.up(
                service.module(),
                since(began),
                service == Service.API_GATEWAY ? gateway().toString() : "");
        return null;
    }

    private ServiceProcess.Ports ports(Service service) {
        int actuator = settings.fixedPorts() ? Ports.freeOr(service.actuatorPort()) : Ports.free();
        return switch (service) {
            case API_GATEWAY ->
                    new ServiceProcess.Ports(
                            settings.port() == 0 ? Ports.free() : settings.port(), actuator);
            case EVENT_WORKER, ANALYSIS_WORKER -> new ServiceProcess.Ports(actuator, actuator);
        };
    }

    private Map<String, String> environment(Service service) {
        var environment = new HashMap<String, String>();
        synchronized (services) {
            environment.put("SPRING_DATASOURCE_URL", postgres().jdbcUrl(LineDatabase.NAME));
            environment.putAll(LineDatabase.credentials(service));
            if (broker != null) {
                environment.putAll(broker.environment());
            }
            if (model != null) {
                environment.put("AFTERWORD_LLM_BASE_URL", model.toString());
                environment.put("AFTERWORD_LLM_API_KEY", "");
                environment.put("AFTERWORD_LLM_MODEL", "simulator");
            }
        }
        environment.putAll(settings.environment());
        return environment;
    }

    /// Stores what was started, unless the line was closed meanwhile: then nothing may start.
    private void keep(Runnable store) {
        synchronized (services) {
            if (closed) {
                throw new EndingException(new IllegalStateException("closed while it started"));
            }
            store.run();
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /// Address of the gateway.
    public URI gateway() {
        return URI.create("http://127.0.0.1:" + service(Service.API_GATEWAY).ports().server());
    }

    /// Address of a service's actuator, `/health/readiness` and so on appended.
    public URI actuator(Service service, String path) {
        return service(service).actuator(path);
    }

    /// Address of the simulator, for its control API; null where a real provider is used.
    public @Nullable URI simulator() {
        synchronized (services) {
            return model;
        }
    }

    /// The database's server.
    public PostgresServer postgres() {
        synchronized (services) {
            return present(postgres);
        }
    }

    /// Address of the database for a JDBC client.
    public String jdbcUrl() {
        return postgres().jdbcUrl(LineDatabase.NAME);
    }

    LineBroker broker() {
        synchronized (services) {
            return present(broker);
        }
    }

    /// Process id of a service.
    public long pid(Service service) {
        return service(service).pid();
    }

    /// Kills a service with -9.
    public void kill(Service service) {
        service(service).kill();
    }

    /// Stops a service as a deploy would.
    public void stop(Service service) {
        service(service).stop();
    }

    /// Starts a service again, after [#kill], [#stop] or while it runs; returns when it is ready.
    public void startAgain(Service service) {
        service(service).startAgain();
    }

    private ServiceProcess service(Service service) {
        synchronized (services) {
            return present(services.get(service));
        }
    }

    private static <T> T present(@Nullable T started) {
        if (started == null) {
            throw new IllegalStateException("the line is not up");
        }
        return started;
    }

    /// Ends all processes: the services at once, so that they drain together, then what they stand
    /// on. May be called twice.
    @Override
    public void close() {
        steps.over();
        var first = new ArrayList<AutoCloseable>();
        var then = new ArrayList<AutoCloseable>();
        synchronized (services) {
            closed = true;
            first.addAll(services.values());
            addPresent(then, simulator);
            addPresent(then, broker);
            addPresent(then, postgres);
        }
        closeAll(first);
        closeAll(then);
        synchronized (services) {
            closeAll(lockFile == null ? List.of() : List.of(lockFile));
        }
        AtExit.remove(this);
    }

    private static void addPresent(List<AutoCloseable> list, @Nullable AutoCloseable item) {
        if (item != null) {
            list.add(item);
        }
    }

    private static void closeAll(List<AutoCloseable> items) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = items.stream().map(Line::closing).toList();
            for (var closed : threads.invokeAll(tasks)) {
                if (closed.state() == Future.State.FAILED) {
                    LOG.warn("could not be closed", closed.exceptionNow());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // the children end with us all the same
        }
    }

    private static Callable<Boolean> closing(AutoCloseable item) {
        return () -> {
            item.close();
            return true;
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.rig;

import afterword.local.LineSettings;
import afterword.local.Service;
import afterword.local.ServiceProcess;
import afterword.servers.proxy.TcpProxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One process of a service with a proxy on each of its ways; started, killed, frozen and stopped
/// by the programme, one at a time.
public final class Instance implements AutoCloseable {

    private final String name;
    private final Service service;
    private final LineSettings settings;
    private final ServiceProcess.Ports ports;
    private final Ways ways;
    private final Map<String, String> environment;
    private final Map<Long, String> processes = new ConcurrentHashMap<>();
    private final AtomicInteger starts = new AtomicInteger();
    private volatile @Nullable ServiceProcess process; // written by the programme's thread

    /// What leads to the servers.
    ///
    /// @param provider null for a service that asks none
    public record Ways(TcpProxy database, TcpProxy broker, @Nullable TcpProxy provider)
            implements AutoCloseable {

        /// All of them.
        public List<TcpProxy> all() {
            var all = new ArrayList<>(List.of(database, broker));
            if (provider != null) {
                all.add(provider);
            }
            return all;
        }

        @Override
        public void close() {
            all().forEach(TcpProxy::close);
        }
    }

    /// @param environment of each start; the addresses of the ways are put before it
    Instance(
            String name,
            Service service,
            LineSettings settings,
            ServiceProcess.Ports ports,
            Ways ways,
            Map<String, String> environment) {
        this.name = name;
        this.service = service;
        this.settings = settings;
        this.ports = ports;
        this.ways = ways;
        this.environment = Map.copyOf(environment);
    }

    /// Its name, the same after a restart.
    public String name() {
        return name;
    }

    /// Which service.
    public Service service() {
        return service;
    }

    /// The way to the servers.
    public Ways ways() {
        return ways;
    }

    /// Name of its present process: another one after each start.
    public String process() {
        return name + "." + starts.get();
    }

    /// The names of all its processes, by their ids.
    Map<Long, String> processes() {
        return processes;
    }

    /// Address of its HTTP server.
    public URI address() {
        return URI.create("http://127.0.0.1:" + ports.server());
    }

    /// Starts a process; does not wait.
    public void launch() {
        starts.incrementAndGet();
        var all = new HashMap<>(environment);
        all.replaceAll((_, value) -> value.replace("{process}", process()));
        var started = ServiceProcess.start(service, name, settings, ports, all);
        process = started;
        processes.put(started.pid(), process());
    }

    /// Waits until it is ready.
    public void awaitReady() {
        running().awaitReady();
    }

    /// Starts it and waits.
    public void start() {
        launch();
        awaitReady();
    }

    /// Whether a process of it runs.
    public boolean alive() {
        var now = process;
        return now != null && now.alive();
    }

    /// `kill -9`; waits until it is gone.
    public void kill() {
        running().kill();
    }

    /// SIGTERM, as a deploy would; waits until it is gone, then kills it.
    public void stop() {
        running().stop();
    }

    /// Process id.
    public long pid() {
        return running().pid();
    }

    /// SIGSTOP: the process stands still, its connections stay open.
    public void freeze() {
        Signals.send("STOP", pid());
    }

    /// SIGCONT.
    public void thaw() {
        Signals.send("CONT", pid());
    }

    private ServiceProcess running() {
        var now = process;
        if (now == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return now;
    }

    @Override
    public void close() {
        var now = process;
        if (now != null && now.alive()) {
            thaw();
            now.close();
        }
        ways.close();
    }

    @Override
    public String toString() {
        return name;
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.chaos.rig;

import afterword.local.BrokerChoice;
import afterword.local.LineDatabase;
import afterword.local.LineSettings;
import afterword.local.Service;
import afterword.local.ServiceProcess;
import afterword.servers.AtExit;
import afterword.servers.Folders;
import afterword.servers.KafkaServer;
import afterword.servers.Ports;
import afterword.servers.proxy.TcpProxy;
import afterword.simulator.Latency;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The line with several processes of each service, each behind proxies of its own, over real
/// servers. The suite's own clients use the servers' true addresses.
public final class Rig implements AutoCloseable {

    private static final Duration CLOSE = Duration.ofSeconds(40);

    private final Servers servers;
    private final Provider provider;
    private final List<Instance> instances;

    private Rig(Servers servers, Provider provider, List<Instance> instances) {
        this.servers = servers;
        this.provider = provider;
        this.instances = List.copyOf(instances);
    }

    /// A process to be, and the port of its way to the broker.
    private record Plan(String name, Service service, int brokerPort, int kafkaPort) {

        KafkaServer.Way way() {
            var listener = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
            return new KafkaServer.Way(listener, kafkaPort, brokerPort);
        }
    }

    /// Starts everything and returns when all processes are ready.
    ///
    /// @param progress told of what takes longer
    public static Rig start(RigSettings settings, Clock clock, Consumer<String> progress) {
        // what an earlier run left in its database would be judged with this one
        Folders.delete(settings.data());
        var line =
                new LineSettings(
                        settings.repository(),
                        settings.data(),
                        settings.broker(),
                        0,
                        false,
                        LineSettings.QUICK_START,
                        Map.of());
        var plans = plans(settings.count());
        var servers = Servers.start(line, plans.stream().map(Plan::way).toList(), progress);
        var provider =
                new Provider(
                        clock,
                        settings.ledgers().resolve("provider.jsonl"),
                        Latency.parse(settings.latency()),
                        settings.seed());
        var instances = new ArrayList<Instance>();
        for (var plan : plans) {
            instances.add(instance(plan, line, settings, servers, provider));
        }
        var rig = new Rig(servers, provider, instances);
        AtExit.addOwner(rig);
        rig.startAll();
        return rig;
    }

    private static List<Plan> plans(RigSettings.Count count) {
        var plans = new ArrayList<Plan>();
        for (var service : Service.values()) {
            int many =
                    switch (service) {
                        case API_GATEWAY -> count.gateways();
                        case EVENT_WORKER -> count.eventWorkers();
                        case ANALYSIS_WORKER -> count.analysisWorkers();
                    };
            for (int number = 1; number <= many; number++) {
                plans.add(
                        new Plan(
                                service.module() + "-" + number,
                                service,
                                Ports.free(),
                                Ports.free()));
            }
        }
        return plans;
    }

    private static Instance instance(
            Plan plan,
            LineSettings line,
            RigSettings settings,
            Servers servers,
            Provider provider) {
        boolean kafka = line.broker() == BrokerChoice.KAFKA;
        var ways =
                new Instance.Ways(
                        TcpProxy.start(plan.name() + "-database", 0, servers.postgres().port()),
                        TcpProxy.start(
                                plan.name() + "-broker",
                                plan.brokerPort(),
                                kafka ? plan.kafkaPort() : servers.rabbitPort()),
                        provider(plan, provider));
        int actuator = Ports.free();
        var ports =
                new ServiceProcess.Ports(
                        plan.service() == Service.API_GATEWAY ? Ports.free() : actuator, actuator);
        return new Instance(
                plan.name(),
                plan.service(),
                line,
                ports,
                ways,
                environment(plan.service(), ways, servers, settings));
    }

    private static @Nullable TcpProxy provider(Plan plan, Provider provider) {
        return plan.service() == Service.ANALYSIS_WORKER
                ? TcpProxy.start(plan.name() + "-provider", 0, provider.simulator().port())
                : null;
    }

    /// `{process}` becomes the process's name at each start.
    private static Map<String, String> environment(
            Service service, Instance.Ways ways, Servers servers, RigSettings settings) {
        var environment = new HashMap<>(servers.broker().environment());
        environment.putAll(LineDatabase.credentials(service));
        // without prepared statements each statement's text is on the wire: traps look for it
        environment.put(
                "SPRING_DATASOURCE_URL",
                "jdbc:postgresql://127.0.0.1:%d/%s?ApplicationName={process}&prepareThreshold=0"
                        .formatted(ways.database().port(), LineDatabase.NAME));
        environment.replace("SPRING_RABBITMQ_PORT", Integer.toString(ways.broker().port()));
        environment.replace("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + ways.broker().port());
        var provider = ways.provider();
        if (provider != null) {
            environment.put(
                    "AFTERWORD_LLM_BASE_URL",
                    "http://127.0.0.1:%d/{process}/v1".formatted(provider.port()));
            environment.put("AFTERWORD_LLM_API_KEY", "");
            environment.put("AFTERWORD_LLM_MODEL", "simulator");
        }
        environment.putAll(settings.environment());
        return environment;
    }

    private void startAll() {
        instances.forEach(Instance::launch);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var ready = instances.stream().map(it -> threads.submit(it::awaitReady)).toList();
            for (Future<?> one : ready) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the line did not start", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the line started", e);
        }
    }

    /// Database and broker.
    public Servers servers() {
        return servers;
    }

    /// The provider.
    public Provider provider() {
        return provider;
    }

    /// All processes.
    public List<Instance> instances() {
        return instances;
    }

    /// Those of a service.
    public List<Instance> instances(Service service) {
        return instances.stream().filter(it -> it.service() == service).toList();
    }

    /// Addresses of the gateways.
    public List<URI> gateways() {
        return instances(Service.API_GATEWAY).stream().map(Instance::address).toList();
    }

    /// Names of all processes there ever were, by their ids.
    public Map<Long, String> processes() {
        return instances.stream()
                .flatMap(it -> it.processes().entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (_, b) -> b));
    }

    /// Ends everything, the services first.
    @Override
    public void close() {
        var closing = instances.stream().map(it -> Thread.ofVirtual().start(it::close)).toList();
        for (var one : closing) {
            try {
                one.join(CLOSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        servers.close();
        provider.close();
        AtExit.remove(this);
    }
}

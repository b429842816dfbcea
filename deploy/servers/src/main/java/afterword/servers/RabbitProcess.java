// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// RabbitMQ as a child process, with a port mapper (epmd) of its own beside it: the one that Erlang
/// would start by itself stays behind as a daemon, and does not start at all in a moved tree.
final class RabbitProcess implements RabbitNode {

    // SIGTERM alone takes 6.1 s: after 20 ms all queues and stores are closed, the rest is waiting
    // for supervisors. Two seconds also cover the 0.5 s after which Ra's directory of quorum queues
    // is written by itself; a queue that was declared less than that before a kill -9 is lost.
    private static final Duration SHUTDOWN = Duration.ofSeconds(2);

    private final RabbitSource.Local programs;
    private final Path folder;
    private final RabbitServer.Address address;
    private final int mapperPort = Ports.free();
    private final int distributionPort = Ports.free();
    private @Nullable Child mapper; // guarded by this
    private @Nullable Child broker; // guarded by this

    RabbitProcess(RabbitSource.Local programs, Path folder, RabbitServer.Address address) {
        this.programs = programs;
        this.folder = folder;
        this.address = address;
    }

    @Override
    public synchronized void launch(Duration limit) {
        writeSettings();
        if (mapper == null || !mapper.alive()) {
            mapper = startMapper();
        }
        var child = startBroker();
        broker = child;
        var management = new RabbitManagement(address);
        boolean up =
                Waiting.until(
                                limit,
                                () ->
                                        !child.alive()
                                                || Ports.answers(address.host(), address.port()))
                        && Waiting.until(limit, () -> !child.alive() || management.answers());
        if (!up || !child.alive()) {
            throw new ServerException(
                    "RabbitMQ did not start; its last lines (%s):%n%s"
                            .formatted(child.log(), child.lastLines(12)));
        }
    }

    private Child startMapper() {
        return Child.named("epmd", folder.resolve("epmd.log"))
                .hide("ERL_")
                .directory(folder)
                .environment("LD_LIBRARY_PATH", libraries())
                .softly("TERM", Duration.ofSeconds(2))
                .alone(folder.resolve("epmd.pid"))
                .start(
                        List.of(
                                programs.epmd().toString(),
                                "-port",
                                Integer.toString(mapperPort),
                                "-address",
                                "127.0.0.1"));
    }

    private Child startBroker() {
        return Child.named("rabbitmq", folder.resolve("rabbitmq.log"))
                .hide("RABBITMQ_")
                .hide("ERL_")
                .directory(folder)
                .environment(identity())
                .environment("ERL_CRASH_DUMP_SECONDS", "0")
                .environment("RABBITMQ_DIST_PORT", Integer.toString(distributionPort))
                .environment("RABBITMQ_MNESIA_BASE", folder.resolve("data").toString())
                .environment("RABBITMQ_LOG_BASE", folder.toString())
                .environment("RABBITMQ_CONFIG_FILE", settings("rabbitmq.conf"))
                .environment("RABBITMQ_ADVANCED_CONFIG_FILE", settings("advanced.config"))
                .environment("RABBITMQ_ENABLED_PLUGINS_FILE", settings("enabled_plugins"))
                // one process instead of a shell around the VM, yet no Erlang shell on its input
                .environment("RABBITMQ_ALLOW_INPUT", "1")
                .environment("RABBITMQ_SERVER_START_ARGS", "-noinput")
                .environment(
                        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                        "-kernel inet_dist_use_interface {127,0,0,1}")
                .softly("TERM", SHUTDOWN)
                .alone(folder.resolve("rabbitmq.pid"))
                .start(List.of(programs.script().toString()));
    }

    /// What the broker and its tools have to agree on.
    private Map<String, String> identity() {
        return Map.of(
                "PATH",
                path(),
                "LD_LIBRARY_PATH",
                libraries(),
                "HOME", // where the cookie is
                folder.toString(),
                "ERL_EPMD_PORT",
                Integer.toString(mapperPort),
                "ERL_EPMD_ADDRESS",
                "127.0.0.1",
                // part of the name of the data's folder; each instance has a mapper of its own, so
                // that all may have the same
                "RABBITMQ_NODENAME",
                "afterword@localhost",
                "RABBITMQ_CONF_ENV_FILE",
                settings("rabbitmq-env.conf"));
    }

    @Override
    public void control(List<String> words) {
        var command = new ArrayList<String>();
        command.add(programs.script().resolveSibling("rabbitmqctl").toString());
        command.addAll(words);
        var log = folder.resolve("rabbitmqctl.log");
        try (var child =
                Child.named("rabbitmqctl", log)
                        .hide("RABBITMQ_")
                        .hide("ERL_")
                        .directory(folder)
                        .environment(identity())
                        .start(command)) {
            Waiting.until(Duration.ofSeconds(60), () -> !child.alive());
            if (!Integer.valueOf(0).equals(child.exitCode())) {
                throw new ServerException("rabbitmqctl failed:\n" + child.lastLines(5));
            }
        }
    }

    private String path() {
        var system = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        return Stream.concat(programs.path().stream().map(Path::toString), Stream.of(system))
                .collect(Collectors.joining(":"));
    }

    private String libraries() {
        var folders = new ArrayList<>(programs.libraries().stream().map(Path::toString).toList());
        var given = System.getenv().getOrDefault("LD_LIBRARY_PATH", "");
        if (!given.isBlank()) {
            folders.add(given);
        }
        return String.join(":", folders);
    }

    private String settings(String file) {
        return folder.resolve("settings").resolve(file).toString();
    }

    private void writeSettings() {
        var settings = Folders.make(folder.resolve("settings"));
        try {
            Files.writeString(settings.resolve("rabbitmq.conf"), RabbitSettings.of(address));
            Files.writeString(settings.resolve("advanced.config"), "[].\n");
            Files.writeString(
                    settings.resolve("enabled_plugins"),
                    "[rabbitmq_management, rabbitmq_prometheus].\n");
            // hides the system's file
            Files.writeString(settings.resolve("rabbitmq-env.conf"), "");
        } catch (IOException e) {
            throw new ServerException("cannot write RabbitMQ's settings in " + settings, e);
        }
    }

    @Override
    public synchronized void kill() {
        if (broker != null) {
            broker.kill();
        }
    }

    @Override
    public synchronized void stop() {
        if (broker != null) {
            broker.stop();
        }
        if (mapper != null) {
            mapper.stop();
        }
    }

    @Override
    public synchronized long pid() {
        if (broker == null) {
            throw new IllegalStateException("RabbitMQ was not started");
        }
        return broker.pid();
    }
}

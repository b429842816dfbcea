// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where a RabbitMQ comes from on this machine.
public sealed interface RabbitSource {

    /// One phrase for the screen.
    String description();

    /// A running server whose address the environment gave; we neither start nor stop it.
    ///
    /// @param managementPort of the HTTP API on the same host
    record Given(
            String host, int port, String user, String password, String vhost, int managementPort)
            implements RabbitSource {
        @Override
        public String description() {
            return "the one given at " + host + ":" + port;
        }

        @Override
        public String toString() {
            return description(); // without the password
        }
    }

    /// Programs on disk that we start as a child process.
    ///
    /// @param script RabbitMQ's own start script, not a distribution's wrapper, which changes user
    /// @param epmd Erlang's port mapper
    /// @param path folders to put before `PATH`
    /// @param libraries folders of shared libraries that came along
    record Local(Path script, Path epmd, List<Path> path, List<Path> libraries, String description)
            implements RabbitSource {
        public Local {
            path = List.copyOf(path);
            libraries = List.copyOf(libraries);
        }
    }

    /// A container of the official image.
    record Docker(String image) implements RabbitSource {
        @Override
        public String description() {
            return "Docker (" + image + ")";
        }
    }

    /// None to be had.
    ///
    /// @param description what was tried and what to do, one line
    record Missing(String description) implements RabbitSource {}

    /// Climbs the ladder: given, installed, Docker, Debian's or Ubuntu's packages unpacked into the
    /// cache. Nothing is installed and nothing is asked.
    ///
    /// @param progress told of what takes longer
    static RabbitSource find(Consumer<String> progress) {
        var given = given(System.getenv());
        if (given != null) {
            return given;
        }
        var installed = installed();
        if (installed != null) {
            return installed;
        }
        var tried = new ArrayList<String>();
        tried.add("no address in AFTERWORD_TEST_RABBITMQ or SPRING_RABBITMQ_HOST");
        tried.add("no rabbitmq-server installed");
        if (dockerAnswers()) {
            return new Docker("rabbitmq:4-management");
        }
        tried.add("no Docker daemon answers");
        try {
            return RabbitPackages.unpacked(progress);
        } catch (ServerException e) {
            tried.add(e.getMessage());
            return new Missing(
                    "RabbitMQ cannot be had: %s. Install rabbitmq-server, or set SPRING_RABBITMQ_HOST."
                            .formatted(String.join("; ", tried)));
        }
    }

    private static @Nullable Given given(Map<String, String> environment) {
        var uri = environment.getOrDefault("AFTERWORD_TEST_RABBITMQ", "");
        if (!uri.isBlank()) {
            return parse(URI.create(uri.strip()), environment);
        }
        var host = environment.getOrDefault("SPRING_RABBITMQ_HOST", "");
        if (host.isBlank()) {
            return null;
        }
        return new Given(
                host,
                Integer.parseInt(environment.getOrDefault("SPRING_RABBITMQ_PORT", "5672")),
                environment.getOrDefault("SPRING_RABBITMQ_USERNAME", "guest"),
                environment.getOrDefault("SPRING_RABBITMQ_PASSWORD", "guest"),
                environment.getOrDefault("SPRING_RABBITMQ_VIRTUAL_HOST", "/"),
                managementPort(environment));
    }

    private static Given parse(URI uri, Map<String, String> environment) {
        var user = uri.getRawUserInfo() == null ? "guest:guest" : uri.getRawUserInfo();
        int colon = user.indexOf(':');
        var path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return new Given(
                uri.getHost(),
                uri.getPort() < 0 ? 5672 : uri.getPort(),
                decode(colon < 0 ? user : user.substring(0, colon)),
                decode(colon < 0 ? "" : user.substring(colon + 1)),
                path.length() <= 1 ? "/" : decode(path.substring(1)),
                managementPort(environment));
    }

    private static int managementPort(Map<String, String> environment) {
        return Integer.parseInt(
                environment.getOrDefault("AFTERWORD_TEST_RABBITMQ_MANAGEMENT_PORT", "15672"));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static @Nullable Local installed() {
        var epmd = Child.find("epmd");
        var script = script();
        return script == null || epmd == null
                ? null
                : new Local(script, epmd, List.of(), List.of(), "the installed one");
    }

    // Debian's rabbitmq-server in the PATH changes to another user; its original lies deeper
    private static @Nullable Path script() {
        var original = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
        if (Files.isExecutable(original)) {
            return original;
        }
        for (var folder : List.of("/opt/homebrew/sbin", "/usr/local/sbin")) {
            var brewed = Path.of(folder, "rabbitmq-server");
            if (Files.isExecutable(brewed)) {
                return brewed;
            }
        }
        return Child.find("rabbitmq-server");
    }

    private static boolean dockerAnswers() {
        return Child.onPath("docker")
                && Command.run(
                                Duration.ofSeconds(3),
                                List.of("docker", "version", "--format", "{{.Server.Version}}"))
                        .succeeded();
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Prometheus and promtool: the installed ones, else Debian's or Ubuntu's package unpacked into the
/// cache, without root. Each is a single static program.
///
/// @param prometheus the server
/// @param promtool checks and tests rules
public record PrometheusTools(Path prometheus, Path promtool) {

    private static final String PACKAGE = "prometheus";
    private static final Duration DOWNLOAD = Duration.ofMinutes(3);
    private static final Duration QUICK = Duration.ofSeconds(60);
    private static final Duration START = Duration.ofSeconds(30);

    /// Finds or unpacks them.
    ///
    /// @throws ServerException with one line on how to get them
    public static PrometheusTools find() {
        var prometheus = Child.find("prometheus");
        var promtool = Child.find("promtool");
        if (prometheus != null && promtool != null) {
            return new PrometheusTools(prometheus, promtool);
        }
        try {
            var folder =
                    Folders.cached(
                            "prometheus-" + RabbitPackages.system(), PrometheusTools::unpack);
            return new PrometheusTools(
                    folder.resolve("usr/bin/prometheus"), folder.resolve("usr/bin/promtool"));
        } catch (ServerException e) {
            throw new ServerException(
                    "Prometheus is missing (%s): apt-get install prometheus, or put prometheus and promtool on the PATH."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private static void unpack(Path folder) throws IOException {
        if (!Child.onPath("apt-get") || !Child.onPath("dpkg-deb")) {
            throw new ServerException(
                    "not installed, and no apt-get and dpkg-deb to unpack it with");
        }
        var archives = Files.createDirectories(folder.resolve("archives"));
        if (!Command.run(archives, DOWNLOAD, List.of("apt-get", "-q", "download", PACKAGE))
                .succeeded()) {
            downloadByFreshLists(folder, archives);
        }
        try (var files = Files.newDirectoryStream(archives, "*.deb")) {
            for (var archive : files) {
                must(folder, QUICK, "dpkg-deb", "-x", archive.toString(), folder.toString());
            }
        }
        Folders.delete(archives);
    }

    /// For a system without package lists, or with old ones: private lists, since ours may not be
    /// changed without root.
    private static void downloadByFreshLists(Path folder, Path archives) throws IOException {
        var apt = Files.createDirectories(folder.resolve("apt"));
        Files.createDirectories(apt.resolve("lists/partial"));
        Files.createDirectories(apt.resolve("cache/archives/partial"));
        var lists = "Dir::State::Lists=" + apt.resolve("lists");
        var cache = "Dir::Cache=" + apt.resolve("cache");
        must(folder, DOWNLOAD, "apt-get", "-o", lists, "-o", cache, "-q", "update");
        must(archives, DOWNLOAD, "apt-get", "-o", lists, "-o", cache, "-q", "download", PACKAGE);
        Folders.delete(apt);
    }

    private static void must(Path directory, Duration limit, String... words) {
        var result = Command.run(directory, limit, List.of(words));
        if (!result.succeeded()) {
            throw new ServerException(words[0] + ": " + result.lastLine());
        }
    }

    /// Runs promtool.
    ///
    /// @return what it printed
    /// @throws ServerException with what it printed, when it found something wrong
    public String check(Path directory, String... words) {
        var command = new ArrayList<String>(List.of(promtool.toString()));
        command.addAll(List.of(words));
        var result = Command.run(directory, QUICK, command);
        if (!result.succeeded()) {
            throw new ServerException(
                    "promtool " + String.join(" ", words) + ":\n" + result.output());
        }
        return result.output();
    }

    /// Starts a private server on the loopback interface; returns when it answers.
    ///
    /// @param configuration its file
    /// @param data folder of its own
    public Child start(Path configuration, Path data, int port) {
        var child =
                Child.named("prometheus", data.resolve("prometheus.log"))
                        .directory(data)
                        .start(
                                List.of(
                                        prometheus.toString(),
                                        "--config.file=" + configuration,
                                        "--storage.tsdb.path=" + data.resolve("tsdb"),
                                        "--web.listen-address=127.0.0.1:" + port,
                                        "--log.level=warn"));
        if (!Waiting.until(START, () -> !child.alive() || Ports.answers("127.0.0.1", port))
                || !child.alive()) {
            child.stop();
            throw new ServerException("prometheus did not start:\n" + child.lastLines(12));
        }
        return child;
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

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
            var folder = DebianPackage.unpacked(PACKAGE);
            return new PrometheusTools(
                    folder.resolve("usr/bin/prometheus"), folder.resolve("usr/bin/promtool"));
        } catch (ServerException e) {
            throw new ServerException(
                    "Prometheus is missing (%s): apt-get install prometheus, or put prometheus and promtool on the PATH."
                            .formatted(e.getMessage()),
                    e);
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

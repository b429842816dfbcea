// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import afterword.servers.AtExit;
import afterword.servers.Jars;
import afterword.servers.Ports;
import afterword.servers.ServerException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// `run`: the line comes up, the samples go through it, and it stays until Ctrl-C.
final class Run {

    private static final int PORT = 8080;
    private static final Duration SCRAPES = Duration.ofSeconds(5);
    private static final Duration SAMPLES_LIMIT = Duration.ofMinutes(3);

    private final RunOptions options;
    private final Screen screen;

    Run(RunOptions options, Screen screen) {
        this.options = options;
        this.screen = screen;
    }

    /// Runs until the samples are through, or until Ctrl-C.
    ///
    /// @return the exit code: 0 unless a sample has no outcome
    int call() throws InterruptedException {
        long began = System.nanoTime();
        screen.heading("Afterword, on this machine");
        var settings = settings();
        try (var line = Line.start(settings, screen)) {
            var up = elapsed(began);
            screen.heading("Sample conversations");
            var result = rehearse(line);
            tell(result, up, elapsed(began));
            if (options.once()) {
                return result.complete() ? 0 : 1;
            }
            var watch = options.watch() ? watch(line, settings) : null;
            var prometheus = watch == null ? null : watch.address();
            Addresses.of(line, options.data(), prometheus, screen).forEach(screen::line);
            AtExit.addOwner(() -> screen.line("\nending …")); // below the terminal's ^C
            new CountDownLatch(1).await(); // Ctrl-C ends the process
            return 0;
        }
    }

    /// Not being able to watch is no reason to end.
    private @Nullable LineWatch watch(Line line, LineSettings settings) {
        try {
            return LineWatch.start(line, settings, SCRAPES);
        } catch (ServerException e) {
            screen.trouble(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private LineSettings settings() {
        return new LineSettings(
                repository(),
                options.data(),
                options.broker(),
                options.port() == 0 ? Ports.freeOr(PORT) : options.port(),
                true,
                options.optimise() ? List.of() : LineSettings.QUICK_START,
                Map.of());
    }

    // the jar that runs lies in the repository; in an IDE the working directory does
    static Path repository() {
        var ours = Path.of(System.getProperty("java.class.path", "")).toAbsolutePath();
        return ours.toString().endsWith(".jar") ? Jars.repository(ours) : Jars.repository();
    }

    private Rehearsal.Result rehearse(Line line) throws InterruptedException {
        try (var gateway = new Gateway(line.gateway())) {
            return new Rehearsal(gateway, new OutcomeTable(screen))
                    .play(Sample.all(InstantSource.system().instant()), SAMPLES_LIMIT);
        } catch (IOException e) {
            screen.trouble("the gateway cannot be asked: " + e.getMessage());
            return new Rehearsal.Result(Map.of(), 0, 0, 1);
        }
    }

    private void tell(Rehearsal.Result result, Duration up, Duration whole) {
        var text =
                "%d accepted: %d processed, %d partial, %d skipped, %d failed, %d missing"
                        .formatted(
                                result.accepted(),
                                result.count("PROCESSED"),
                                result.count("PARTIAL"),
                                result.count("SKIPPED"),
                                result.count("FAILED"),
                                result.missing());
        screen.line("");
        screen.line(
                (result.complete() ? screen.good("  ✓ ") : screen.bad("  ✗ "))
                        + screen.strong(text)
                        + screen.faint(
                                "   up in %s, all in %s"
                                        .formatted(
                                                Screen.seconds(up).strip(),
                                                Screen.seconds(whole).strip())));
        if (result.refused() > 0) {
            screen.line("    " + result.refused() + " refused");
        }
    }

    private static Duration elapsed(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }
}

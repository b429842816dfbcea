// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A process of ours that ends when we do, even when we are killed with -9.
///
/// It is started by a few lines of shell that leave a watcher behind and then become the process
/// itself (so [#pid] is the server's own). The watcher reads the pipe from us: when the pipe ends,
/// because [#stop] closed it or because we are dead, it sends the soft signal, and -9 after the
/// patience. The process gets a session of its own, so that Ctrl-C in a terminal reaches us alone
/// and we end everything in order.
///
/// Thread-safe.
public final class Child implements AutoCloseable {

    // The doubled brackets hand the watcher to init: a server that reaps its children must not meet
    // one that it does not know.
    private static final String GUARD =
            """
            soft=$1 patience=$2 main=$$
            shift 2
            trap '' INT
            exec 3<&0
            ( (
              exec >/dev/null 2>&1
              while read -r _; do :; done <&3
              kill -"$soft" "$main" || exit 0
              tenths=0
              while kill -0 "$main" && [ "$tenths" -lt "$patience" ]; do
                sleep 0.1
                tenths=$((tenths + 1))
              done
              kill -KILL "$main"
            ) & )
            exec "$@" </dev/null 3<&-
            """;

    private static final boolean SETSID = onPath("setsid");

    private final String name;
    private final Path log;
    private final Process process;
    private final Duration patience;

    private Child(String name, Path log, Process process, Duration patience) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.patience = patience;
    }

    /// Begins the description of a process.
    ///
    /// @param name for messages
    /// @param log gets what the process prints, appended
    public static Builder named(String name, Path log) {
        return new Builder(name, log);
    }

    /// The process's own id.
    public long pid() {
        return process.pid();
    }

    /// Whether it runs.
    public boolean alive() {
        return process.isAlive();
    }

    /// Where its output goes.
    public Path log() {
        return log;
    }

    /// Its name, as given.
    public String name() {
        return name;
    }

    /// Its exit code; null while it runs.
    public @Nullable Integer exitCode() {
        return process.isAlive() ? null : process.exitValue();
    }

    /// Asks it to end, waits as long as its patience, then kills it.
    public void stop() {
        try {
            process.getOutputStream().close();
        } catch (IOException _) {
            // the pipe is broken: it has ended
        }
        try {
            if (!process.waitFor(patience.plusSeconds(1).toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException _) {
            kill();
            Thread.currentThread().interrupt();
        }
        AtExit.remove(this);
    }

    /// `kill -9`, and waits until it is gone.
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        AtExit.remove(this);
    }

    @Override
    public void close() {
        stop();
    }

    /// The last lines that it printed.
    public String lastLines(int lines) {
        return lastLines(log, lines);
    }

    static String lastLines(Path log, int lines) {
        try {
            var all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    static boolean onPath(String program) {
        return find(program) != null;
    }

    /// Finds a program as a shell would; `sbin` counts, though users often lack it.
    static @Nullable Path find(String program) {
        var path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin";
        for (var folder : path.split(":", -1)) {
            var candidate = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return candidate.toAbsolutePath();
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + ")";
    }

    /// Describes a process. Not thread-safe.
    public static final class Builder {

        private final String name;
        private final Path log;
        private final List<String> hidden = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private @Nullable Path directory;
        private String softSignal = "TERM";
        private Duration patience = Duration.ofSeconds(10);
        private @Nullable Path pidFile;

        private Builder(String name, Path log) {
            this.name = name;
            this.log = log;
        }

        /// Sets a variable of its environment.
        public Builder environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /// Sets variables of its environment.
        public Builder environment(Map<String, String> variables) {
            environment.putAll(variables);
            return this;
        }

        /// Hides our own variables that begin with `prefix`.
        public Builder hide(String prefix) {
            hidden.add(prefix);
            return this;
        }

        /// Its working directory; ours by default.
        public Builder directory(Path folder) {
            directory = folder;
            return this;
        }

        /// How it is asked to end, and for how long it is waited for (default TERM, 10 s).
        public Builder softly(String signal, Duration limit) {
            softSignal = signal;
            patience = limit;
            return this;
        }

        /// It must be the only one of its kind on some folder: one that a killed owner left behind
        /// (known by the file, if the process started when the file says) is ended first.
        public Builder alone(Path file) {
            pidFile = file;
            return this;
        }

        /// Starts it.
        public Child start(List<String> command) {
            var words = new ArrayList<String>();
            if (SETSID) {
                words.add("setsid");
            }
            words.addAll(List.of("sh", "-c", GUARD, "guard", softSignal));
            words.add(Long.toString(patience.toMillis() / 100));
            words.addAll(command);
            var builder = new ProcessBuilder(words).redirectErrorStream(true);
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            if (directory != null) {
                builder.directory(directory.toFile());
            }
            hidden.forEach(prefix ->
                    builder.environment()
                            .keySet()
                            .removeIf(variable -> variable.startsWith(prefix)));
            builder.environment().putAll(environment);
            return start(builder);
        }

        private Child start(ProcessBuilder builder) {
            try {
                Folders.make(log.resolveSibling(""));
                if (pidFile != null) {
                    PidFile.end(pidFile, softSignal, patience);
                }
                var child = new Child(name, log, builder.start(), patience);
                registered(child);
                if (pidFile != null) {
                    PidFile.write(pidFile, child.process.toHandle());
                }
                return child;
            } catch (IOException e) {
                throw new ServerException("cannot start " + name + ": " + e.getMessage(), e);
            }
        }

        private static void registered(Child child) {
            try {
                AtExit.add(child);
            } catch (IllegalStateException ending) {
                child.kill();
                throw ending;
            }
        }
    }
}

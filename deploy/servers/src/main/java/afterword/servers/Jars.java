// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The runnable jars of this repository, and how to run one.
public final class Jars {

    /// What a service's JVM is told beyond its defaults, chosen by measurement on two cores
    /// (docs/performance.md, *Settings*). With less inlining the optimising compiler is through
    /// with a gateway after ten seconds of load instead of forty, and what it makes is as fast;
    /// with two threads of its own it is not starved by the requests that wait for it. Heaps of
    /// half a gigabyte need no concurrent collector, whose barriers and threads cost a tenth.
    private static final List<String> SERVICE =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:CICompilerCount=3",
                    "-XX:-CICompilerCountPerCPU",
                    "-XX:InlineSmallCode=600",
                    "-XX:MaxInlineLevel=6",
                    "-XX:FreqInlineSize=150");

    private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w*GC");

    private Jars() {}

    /// The top of the repository that holds the working directory: where tests run.
    ///
    /// @throws ServerException when we are not in it
    public static Path repository() {
        return repository(Path.of("").toAbsolutePath());
    }

    /// The top of the repository that holds a file or folder.
    public static Path repository(Path inside) {
        for (@Nullable Path folder = inside; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("api-gateway"))
                    && Files.isDirectory(folder.resolve("deploy"))) {
                return folder;
            }
        }
        throw new ServerException(inside + " is not in the repository of Afterword");
    }

    /// A module's runnable jar, such as `event-worker/target/event-worker-exec.jar`.
    ///
    /// @param module its folder: `event-worker`, `deploy/kafka`
    /// @throws ServerException when it has not been built
    public static Path of(Path repository, String module) {
        var name = Path.of(module).getFileName() + "-exec.jar";
        var jar = repository.resolve(module).resolve("target").resolve(name);
        if (!Files.isRegularFile(jar)) {
            throw new ServerException(
                    "%s is missing; build it: mvn -pl %s -am -DskipTests package"
                            .formatted(repository.relativize(jar), module));
        }
        return jar;
    }

    /// The command that runs a jar on the JVM that we run on.
    ///
    /// @param heap at most, such as `512m`
    public static List<String> command(Path jar, String heap, List<String> arguments) {
        return command(jar, heap, List.of(), arguments);
    }

    /// The same with further options of the JVM.
    public static List<String> command(
            Path jar, String heap, List<String> options, List<String> arguments) {
        var words = new ArrayList<String>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("-Xmx" + heap);
        // an OutOfMemoryError in some thread would leave a process that hangs
        words.add("-XX:+ExitOnOutOfMemoryError");
        words.add("--enable-native-access=ALL-UNNAMED");
        words.add("--sun-misc-unsafe-memory-access=allow");
        words.addAll(options);
        words.addAll(List.of("-jar", jar.toString()));
        words.addAll(arguments);
        return words;
    }

    /// A module as `make dist` prepares it: unpacked, so that the JVM may map its classes, with
    /// what a training run has left.
    ///
    /// @param jar its libraries lie beside it
    /// @param cache for `-XX:AOTCache`
    public record Dist(Path jar, Path cache) {}

    /// What `make dist` has made, unless the jar was built anew since.
    public static Optional<Dist> dist(Path repository, String module) {
        var dist = distOf(repository, module);
        boolean usable =
                Files.isRegularFile(dist.cache())
                        && stamp(of(repository, module)).equals(read(stampOf(dist)));
        return usable ? Optional.of(dist) : Optional.empty();
    }

    /// Where the parts of a dist are, made or not.
    public static Dist distOf(Path repository, String module) {
        var name = Path.of(module).getFileName();
        var folder = repository.resolve(module).resolve("target").resolve("dist");
        return new Dist(folder.resolve(name + "-exec.jar"), folder.resolve(name + ".aot"));
    }

    /// Says that a dist was made of the jar as it is now.
    public static void stampDist(Path repository, String module) {
        try {
            Files.writeString(stampOf(distOf(repository, module)), stamp(of(repository, module)));
        } catch (IOException e) {
            throw new ServerException("cannot write the stamp of " + module, e);
        }
    }

    /// The command that runs a service: with its cache where there is one, which starts it in a
    /// fraction of the time, else from its jar.
    public static List<String> service(
            Path repository, String module, String heap, List<String> options) {
        var dist = dist(repository, module);
        var all = serviceOptions(options);
        if (dist.isEmpty()) {
            return command(of(repository, module), heap, all, List.of());
        }
        all.add("-XX:AOTCache=" + dist.get().cache());
        return command(dist.get().jar(), heap, all, List.of());
    }

    /// What a service's JVM is told: ours, then others, which win; a collector among them takes the
    /// place of ours.
    public static List<String> serviceOptions(List<String> others) {
        var all = new ArrayList<>(SERVICE);
        if (others.stream().anyMatch(COLLECTOR.asMatchPredicate())) {
            all.removeIf(COLLECTOR.asMatchPredicate());
        }
        all.addAll(others);
        return all;
    }

    private static Path stampOf(Dist dist) {
        return dist.cache().resolveSibling("stamp");
    }

    /// The content's checksum: a reproducible build gives each jar the same time.
    private static String stamp(Path jar) {
        var sum = new CRC32C();
        var buffer = new byte[1 << 16];
        try (var in = Files.newInputStream(jar)) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                sum.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new ServerException("cannot read " + jar, e);
        }
        return Long.toHexString(sum.getValue());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException _) {
            return ""; // not made
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The runnable jars of this repository, and how to run one.
public final class Jars {

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
}

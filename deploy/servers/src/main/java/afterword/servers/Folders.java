// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Folders of ours: the cache shared by all processes of a user, temporary ones, and their removal.
public final class Folders {

    private Folders() {}

    /// Where unpacked servers are kept: `AFTERWORD_CACHE`, else `afterword` in the user's cache.
    static Path cache() {
        Map<String, String> environment = System.getenv();
        var own = environment.get("AFTERWORD_CACHE");
        if (own != null && !own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        var shared = environment.get("XDG_CACHE_HOME");
        var base =
                shared != null && !shared.isBlank()
                        ? Path.of(shared)
                        : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("afterword").toAbsolutePath();
    }

    /// A folder of the cache, filled at most once whoever asks at the same time: the filling goes
    /// on beside it, under a lock, and is then renamed in one step.
    ///
    /// @param name must change when the content does
    static Path cached(String name, Filler filler) {
        var folder = cache().resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(cache());
            fillUnderLock(folder, filler);
            return folder;
        } catch (IOException e) {
            throw new ServerException(
                    "cannot fill the cache folder %s (%s); set AFTERWORD_CACHE to a writable one"
                            .formatted(folder, e),
                    e);
        }
    }

    // a file lock excludes other processes, the monitor other threads of this one
    private static synchronized void fillUnderLock(Path folder, Filler filler) throws IOException {
        var lockFile = folder.resolveSibling(folder.getFileName() + ".lock");
        try (var channel =
                        FileChannel.open(
                                lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (!lock.isValid() || Files.isDirectory(folder)) {
                return;
            }
            var partial = folder.resolveSibling(folder.getFileName() + ".partial");
            delete(partial); // left by a process that was killed while it filled
            Files.createDirectories(partial);
            filler.fill(partial);
            Files.move(partial, folder);
        }
    }

    /// A new folder for this user alone.
    static Path temporary(String prefix) {
        try {
            return Files.createTempDirectory("afterword-" + prefix + "-").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The folder itself, made if absent.
    static Path make(Path folder) {
        try {
            return Files.createDirectories(folder.toAbsolutePath());
        } catch (IOException e) {
            throw new ServerException("cannot make the folder " + folder + " (" + e + ")", e);
        }
    }

    /// Removes a folder with all it holds; what is gone already is fine.
    public static void delete(@Nullable Path folder) {
        if (folder == null || !Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException | UncheckedIOException _) {
            // a server was still removing its own files; once more
            deleteAgain(folder);
        } catch (IOException _) {
            deleteAgain(folder);
        }
    }

    private static void deleteAgain(Path folder) {
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException | UncheckedIOException _) {
            // it lies in the temporary folder of the system, which is emptied one day
        }
    }

    /// Writes the content of a new folder.
    @FunctionalInterface
    interface Filler {
        void fill(Path folder) throws IOException;
    }
}

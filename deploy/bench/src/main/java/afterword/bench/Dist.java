// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import afterword.bench.HttpLoad.Result;
import afterword.local.Service;
import afterword.servers.Jars;
import afterword.servers.RabbitSource;
import afterword.servers.ServerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// Makes what `make dist` promises: each service unpacked, and trained by a real run of the whole
/// line, so that the JVM finds its classes loaded and linked and its hot methods known.
///
/// JDK 25: `-XX:AOTCacheOutput` writes the cache when the training process ends (JEP 514), method
/// profiles included (JEP 515). Boot's own form of it only refreshes the context; a run under load
/// knows the request path as well, which is what the first ten seconds are made of.
final class Dist {

    private static final Duration UNPACK = Duration.ofMinutes(1);

    /// The optimising compiler takes a method after 5,000 calls (`Tier4InvocationThreshold`), and
    /// the cache knows as hot what it took: so each event's path is walked that often, and more.
    private static final int EVENTS = 12_000;

    /// One after the other: nothing waits for company then, which is a path of its own.
    private static final int ALONE = 200;

    private Dist() {}

    /// Makes it for all three services; takes some minutes.
    static void make(Path repository) throws IOException {
        for (var service : Service.values()) {
            unpack(repository, service);
        }
        var logs = Files.createDirectories(repository.resolve("target/dist"));
        try (var bed = new Bed(repository, logs)) {
            train(bed);
        }
        for (var service : Service.values()) {
            var cache = Jars.distOf(repository, service.module()).cache();
            if (!Files.isRegularFile(cache)) {
                throw new ServerException(
                        "%s wrote no cache; see %s".formatted(service.module(), logs));
            }
            Jars.stampDist(repository, service.module());
            System.out.printf("%s: %d MB%n", cache, Files.size(cache) >> 20);
        }
    }

    private static void unpack(Path repository, Service service) throws IOException {
        var folder = Jars.distOf(repository, service.module()).jar().resolveSibling("");
        delete(folder);
        var command =
                Jars.command(
                        Jars.of(repository, service.module()),
                        "256m",
                        List.of("-Djarmode=tools"),
                        List.of("extract", "--destination", folder.toString()));
        var process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (!process.waitFor(UNPACK) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new ServerException(service.module() + " could not be unpacked");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerException("interrupted", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void train(Bed bed) throws IOException {
        boolean rabbit = !(RabbitSource.find(_ -> {}) instanceof RabbitSource.Missing);
        try (var rig = rabbit ? bed.onRabbit() : bed.onKafka()) {
            rig.simulator(Duration.ofMillis(20));
            rig.startAll(Tuning.usual().with(Tuning.Dist.TRAINED));
            var bodies = Conversations.ofSize("train", 1_500);
            try (var load = new HttpLoad(rig.gateway(), 32, bodies, 0)) {
                Result result = load.closed(Duration.ofMinutes(1), EVENTS);
                AcceptBench.checkAccepted(result);
            }
            LineBench.awaitEnds(rig, EVENTS);
            try (var caller = new Caller(rig.gateway())) {
                for (int i = 0; i < ALONE; i++) {
                    LineBench.roundTrip(caller, bodies.body(EVENTS + i));
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import afterword.servers.Jars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Entry point: measures and prints one table; raw data go to `target/bench`.
///
/// `[short|full] [area …]`: without areas all of the tier. `dist`: makes the caches that let the
/// services start fast.
public final class Bench {

    private static final List<String> SHORT =
            List.of("accept", "overhead", "drain", "in-flight", "isolation", "start");
    private static final List<String> FULL =
            List.of("accept-kafka", "settings", "drain-settings", "backlog");

    private Bench() {}

    /// One area's measurement.
    private interface Area {
        void measure() throws IOException;
    }

    /// Measures the areas named by the arguments.
    public static void main(String[] arguments) throws IOException {
        var words = List.of(arguments);
        if (words.equals(List.of("dist"))) {
            Dist.make(Jars.repository());
            return;
        }
        boolean full = words.contains("full");
        var wanted =
                words.stream()
                        .filter(word -> !word.equals("full") && !word.equals("short"))
                        .toList();
        var repository = Jars.repository();
        var stamp =
                LocalDateTime.now(ZoneId.systemDefault())
                        .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        var folder = repository.resolve("target/bench");
        var logs = Files.createDirectories(folder.resolve(stamp));
        var report = new Report();
        try (var bed = new Bed(repository, logs)) {
            var areas = areas(bed, report, full);
            for (var name : wanted.isEmpty() ? of(full) : wanted) {
                var area = areas.get(name);
                if (area == null) {
                    throw new IllegalArgumentException("areas: " + areas.keySet());
                }
                area.measure();
            }
        } finally {
            System.out.println("raw data: " + relative(repository, report.end(folder, stamp)));
        }
    }

    private static Path relative(Path repository, Path file) {
        return repository.relativize(file);
    }

    private static List<String> of(boolean full) {
        var all = new ArrayList<>(SHORT);
        if (full) {
            all.addAll(FULL);
        }
        return all;
    }

    private static Map<String, Area> areas(Bed bed, Report report, boolean full) {
        var accept = new AcceptBench(bed, report);
        var line = new LineBench(bed, report);
        var isolation = new IsolationBench(bed, report);
        var start = new StartBench(bed, report);
        var areas = new LinkedHashMap<String, Area>();
        areas.put("accept", accept::overRabbit);
        areas.put("accept-kafka", accept::overKafka);
        areas.put("settings", accept::settings);
        areas.put("overhead", line::overhead);
        areas.put("drain", line::drain);
        areas.put("drain-settings", line::settings);
        areas.put("in-flight", line::inFlight);
        areas.put("isolation", isolation::run);
        boolean cached = Jars.dist(bed.repository(), "api-gateway").isPresent();
        areas.put(
                "start",
                () -> {
                    if (full || !cached) {
                        start.run(Tuning.usual().with(Tuning.Dist.IGNORED), "from its jar");
                    }
                    if (cached) {
                        start.run(Tuning.usual(), "with the cache of make dist");
                    }
                });
        areas.put("backlog", line::backlog);
        return areas;
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a process and its children have taken from the machine, as Linux counts it.
///
/// @param cpuMillis of all threads since the start, children that have ended included
/// @param rssKb resident memory now; of several processes the sum, which counts shared pages more
///   than once
record Usage(long cpuMillis, long rssKb) {

    /// Clock ticks of `/proc` are 10 ms on every Linux that Java runs on.
    private static final long TICK_MS = 10;

    private static final Usage NOTHING = new Usage(0, 0);

    /// Of a process and everything below it; nothing where there is no `/proc`.
    static Usage of(long pid) {
        var children = new HashMap<Long, List<Long>>();
        var stats = new HashMap<Long, List<String>>();
        readAll(children, stats);
        var sum = NOTHING;
        var open = new ArrayDeque<Long>(List.of(pid));
        while (!open.isEmpty()) {
            long next = open.remove();
            sum = sum.plus(one(next, stats.get(next), 4));
            open.addAll(children.getOrDefault(next, List.of()));
        }
        return sum;
    }

    /// Of this process alone: the servers are its children.
    static Usage mine() {
        long pid = ProcessHandle.current().pid();
        return one(pid, stat(Path.of("/proc/" + pid)), 2);
    }

    Usage plus(Usage other) {
        return new Usage(cpuMillis + other.cpuMillis, rssKb + other.rssKb);
    }

    double rssMegabytes() {
        return rssKb / 1024.0;
    }

    /// The highest resident size that one process ever had, in MB.
    static double peakMegabytes(long pid) {
        return statusKb(pid, "VmHWM:") / 1024.0;
    }

    private static void readAll(Map<Long, List<Long>> children, Map<Long, List<String>> stats) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var folder : folders) {
                long pid = Long.parseLong(folder.getFileName().toString());
                var fields = stat(folder);
                if (fields.size() > 21) {
                    stats.put(pid, fields);
                    children.computeIfAbsent(Long.parseLong(fields.get(1)), _ -> new ArrayList<>())
                            .add(pid);
                }
            }
        } catch (IOException _) {
            // no /proc: nothing is known
        }
    }

    /// The fields behind the name, which may itself hold blanks and brackets.
    private static List<String> stat(Path folder) {
        try {
            var line = Files.readString(folder.resolve("stat"));
            return List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
        } catch (IOException _) {
            return List.of(); // ended meanwhile
        }
    }

    /// Fields 14 to 17 of proc(5): user and system time, its own, then of children waited for.
    private static Usage one(long pid, @Nullable List<String> fields, int times) {
        if (fields == null || fields.isEmpty()) {
            return NOTHING;
        }
        long ticks = 0;
        for (int i = 11; i < 11 + times; i++) {
            ticks += Long.parseLong(fields.get(i));
        }
        return new Usage(ticks * TICK_MS, statusKb(pid, "VmRSS:"));
    }

    private static long statusKb(long pid, String name) {
        try {
            for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith(name)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException _) {
            // ended meanwhile
        }
        return 0;
    }
}

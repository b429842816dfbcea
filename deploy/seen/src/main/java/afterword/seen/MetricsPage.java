// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What `docs/metrics.md` says: each metric of ours with its labels, and the others that we use.
///
/// @param ours by name as Prometheus shows it, without `_bucket`, `_sum`, `_count` and `_max`
/// @param others names that come from libraries, whole
/// @param beside names that other programs serve: broker and database
record MetricsPage(Map<String, Metric> ours, Set<String> others, Set<String> beside) {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final List<String> PARTS = List.of("_bucket", "_sum", "_count", "_max");

    /// One metric.
    ///
    /// @param type `counter`, `gauge`, `histogram` or `summary`
    /// @param labels with their values; no values: a closed set that is named, not listed
    /// @param from `start`, `use` or `setting`
    /// @param section the service that exposes it, or `Several services`
    record Metric(
            String name,
            String type,
            String unit,
            Map<String, Set<String>> labels,
            String from,
            String section,
            String meaning) {}

    MetricsPage {
        ours = Map.copyOf(ours);
        others = Set.copyOf(others);
        beside = Set.copyOf(beside);
    }

    /// The page of this repository.
    static MetricsPage read() {
        return parse(Repository.text("docs/metrics.md"));
    }

    /// Reads the tables whose first cell is a name in code.
    static MetricsPage parse(String page) {
        var ours = new TreeMap<String, Metric>();
        var others = new TreeSet<String>();
        var beside = new TreeSet<String>();
        var section = "";
        for (var line : page.lines().toList()) {
            if (line.startsWith("## ")) {
                section = line.substring(3).strip();
            } else if (line.startsWith("| `")) {
                var cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
                if (cells.size() == 8) {
                    var metric = metric(cells, section);
                    if (ours.put(metric.name(), metric) != null) {
                        throw new IllegalArgumentException(metric.name() + " stands there twice");
                    }
                } else {
                    var set = section.startsWith("Of the broker") ? beside : others;
                    set.addAll(codes(cells.get(1)));
                }
            }
        }
        return new MetricsPage(ours, others, beside);
    }

    private static Metric metric(List<String> cells, String section) {
        var labels = new LinkedHashMap<String, Set<String>>();
        for (var label : cells.get(4).split(";", -1)) {
            var words = new ArrayList<>(codes(label));
            if (!words.isEmpty()) {
                boolean listed = !label.contains("names of") && !label.contains("of `");
                var values = listed ? words.subList(1, words.size()) : List.<String>of();
                labels.put(words.getFirst(), new LinkedHashSet<>(values));
            }
        }
        return new Metric(
                codes(cells.get(1)).iterator().next(),
                cells.get(2),
                cells.get(3),
                labels,
                cells.get(5),
                section,
                cells.get(6));
    }

    private static Set<String> codes(String text) {
        var found = new LinkedHashSet<String>();
        CODE.matcher(text).results().forEach(match -> found.add(match.group(1)));
        return found;
    }

    /// Whether a query may name it: a metric of ours with one of its parts, or one of the others.
    boolean knows(String name) {
        return others.contains(name)
                || beside.contains(name)
                || ours.containsKey(name)
                || ours.containsKey(base(name));
    }

    /// A name without the part of a histogram or summary that it names.
    String base(String name) {
        for (var part : PARTS) {
            if (name.endsWith(part)) {
                var base = name.substring(0, name.length() - part.length());
                var metric = ours.get(base);
                if (metric != null && Set.of("histogram", "summary").contains(metric.type())) {
                    return base;
                }
            }
        }
        return name;
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import afterword.seen.Exposition.Sample;
import afterword.seen.MetricsPage.Metric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Says where scrapes of all services and the page disagree.
final class Comparison {

    /// Labels that stand on every series, or belong to the format.
    private static final Set<String> COMMON = Set.of("service", "le", "quantile");

    private final MetricsPage page;
    private final Set<String> complaints = new TreeSet<>();
    private final Set<String> met = new HashSet<>();

    private Comparison(MetricsPage page) {
        this.page = page;
    }

    /// Compares.
    ///
    /// @param scrapes by service
    /// @param used whether the scrapes were made after traffic, so that `use` must be there too
    /// @return one line for each disagreement
    static List<String> of(MetricsPage page, Map<String, Exposition> scrapes, boolean used) {
        var comparison = new Comparison(page);
        scrapes.forEach(comparison::look);
        comparison.missing(used);
        return List.copyOf(new ArrayList<>(comparison.complaints));
    }

    private void look(String service, Exposition scrape) {
        for (var sample : scrape.samples()) {
            if (!service.equals(sample.labels().get("service"))) {
                complaints.add(sample.name() + " of " + service + " lacks the label service");
            }
            met.add(sample.name());
            if (sample.name().startsWith("afterword_")) {
                var metric = page.ours().get(page.base(sample.name()));
                if (metric == null) {
                    complaints.add(sample.name() + " of " + service + " is not documented");
                } else {
                    met.add(metric.name());
                    labels(metric, sample, service);
                }
            }
        }
    }

    private void labels(Metric metric, Sample sample, String service) {
        if (metric.section().contains("-") && !metric.section().equals(service)) {
            complaints.add(metric.name() + " is exposed by " + service);
        }
        var names = new TreeSet<>(sample.labels().keySet());
        names.removeAll(COMMON);
        if (!names.equals(metric.labels().keySet())) {
            complaints.add(
                    "%s has the labels %s, documented are %s"
                            .formatted(metric.name(), names, metric.labels().keySet()));
            return;
        }
        metric.labels()
                .forEach((name, values) -> {
                    var value = sample.labels().get(name);
                    if (!values.isEmpty() && !values.contains(value)) {
                        complaints.add(
                                "%s{%s=\"%s\"} is not among the documented values"
                                        .formatted(metric.name(), name, value));
                    }
                });
    }

    private void missing(boolean used) {
        for (var metric : page.ours().values()) {
            boolean due = metric.from().equals("start") || (used && metric.from().equals("use"));
            if (due && !met.contains(metric.name())) {
                complaints.add(metric.name() + " is documented, but not exposed");
            }
        }
        var made = Set.of("up", "scrape_samples_scraped");
        for (var other : page.others()) {
            if (!made.contains(other) && !met.contains(other)) {
                complaints.add(other + " is used, but not exposed");
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// The rules of `deploy/prometheus/rules`.
record Rules(List<Recorded> recorded, List<Alert> alerts) {

    /// A recording rule.
    record Recorded(String name, String expression) {}

    /// An alert.
    record Alert(
            String name,
            String expression,
            Map<String, String> labels,
            Map<String, String> annotations) {}

    Rules {
        recorded = List.copyOf(recorded);
        alerts = List.copyOf(alerts);
    }

    /// Reads all files.
    static Rules read() {
        var recorded = new ArrayList<Recorded>();
        var alerts = new ArrayList<Alert>();
        for (var file : Repository.files("deploy/prometheus/rules", ".yml")) {
            for (var group : list(map(yaml(Repository.text(file))).get("groups"))) {
                for (var rule : list(map(group).get("rules"))) {
                    add(map(rule), recorded, alerts);
                }
            }
        }
        return new Rules(recorded, alerts);
    }

    private static void add(Map<?, ?> rule, List<Recorded> recorded, List<Alert> alerts) {
        var expression = String.valueOf(rule.get("expr"));
        if (rule.get("record") != null) {
            recorded.add(new Recorded(String.valueOf(rule.get("record")), expression));
        } else {
            alerts.add(
                    new Alert(
                            String.valueOf(rule.get("alert")),
                            expression,
                            texts(rule.get("labels")),
                            texts(rule.get("annotations"))));
        }
    }

    static Object yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    private static Map<?, ?> map(@Nullable Object node) {
        return (Map<?, ?>) Objects.requireNonNull(node, "a mapping is missing");
    }

    private static List<?> list(@Nullable Object node) {
        return (List<?>) Objects.requireNonNull(node, "a list is missing");
    }

    private static Map<String, String> texts(@Nullable Object node) {
        var texts = new TreeMap<String, String>();
        map(node).forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        return texts;
    }
}

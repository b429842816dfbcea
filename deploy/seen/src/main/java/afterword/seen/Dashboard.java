// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A dashboard, and how it is written for Grafana (10 and later).
record Dashboard(String title, String description, List<Row> rows) {

    private static final int COLUMNS = 24;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /// Panels under a heading.
    record Row(String title, List<Panel> panels) {
        Row {
            panels = List.copyOf(panels);
        }
    }

    Dashboard {
        rows = List.copyOf(rows);
    }

    /// Name of its file and end of its uid.
    String name() {
        return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-");
    }

    /// All its queries, in order.
    List<Panel.Query> queries() {
        return rows.stream()
                .flatMap(row -> row.panels().stream())
                .flatMap(panel -> panel.queries().stream())
                .toList();
    }

    /// The file's text.
    String json() {
        var json = JSON.objectNode();
        json.put("uid", "afterword-" + name());
        json.put("title", "Afterword / " + title);
        json.put("description", description);
        json.putArray("tags").add("afterword");
        json.put("schemaVersion", 39);
        json.put("version", 1);
        json.put("editable", false);
        json.put("graphTooltip", 1);
        json.put("refresh", "10s");
        json.put("timezone", "browser");
        json.putObject("time").put("from", "now-1h").put("to", "now");
        links(json.putArray("links"));
        variables(json.putObject("templating").putArray("list"));
        panels(json.putArray("panels"));
        return JsonMapper.builder()
                        .build()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(json)
                + "\n";
    }

    private static void links(ArrayNode links) {
        var others = links.addObject();
        others.put("type", "dashboards").put("title", "Afterword").put("asDropdown", false);
        others.put("icon", "external link").put("tooltip", "The other dashboards of Afterword");
        others.putArray("tags").add("afterword");
        others.put("includeVars", true).put("keepTime", true).put("targetBlank", false);
    }

    private static void variables(ArrayNode list) {
        list.addObject()
                .put("name", "datasource")
                .put("label", "Data source")
                .put("type", "datasource")
                .put("query", "prometheus");
        var service = list.addObject();
        service.put("name", "service").put("label", "Service").put("type", "query");
        service.set("datasource", source());
        service.putObject("query")
                .put("query", "label_values(up{job=\"afterword\"}, service)")
                .put("refId", "service");
        service.put("includeAll", true).put("multi", true).put("allValue", ".*").put("refresh", 2);
        var all = service.putObject("current");
        all.put("text", "All").put("value", "$__all");
    }

    private static ObjectNode source() {
        return JSON.objectNode().put("type", "prometheus").put("uid", "${datasource}");
    }

    /// Lays the rows out from top to bottom, each panel beside the last as long as there is room.
    private void panels(ArrayNode panels) {
        int id = 1;
        int y = 0;
        for (var row : rows) {
            var heading = panels.addObject().put("id", id++).put("type", "row");
            heading.put("title", row.title()).put("collapsed", false).putArray("panels");
            place(heading, 0, y++, COLUMNS, 1);
            int x = 0;
            int height = 0;
            for (var panel : row.panels()) {
                if (x + panel.width() > COLUMNS) {
                    x = 0;
                    y += height;
                    height = 0;
                }
                var json = panels.addObject().put("id", id++);
                place(json, x, y, panel.width(), panel.kind().height());
                write(panel, json);
                x += panel.width();
                height = Math.max(height, panel.kind().height());
            }
            y += height;
        }
    }

    private static void place(ObjectNode panel, int x, int y, int width, int height) {
        panel.putObject("gridPos").put("h", height).put("w", width).put("x", x).put("y", y);
    }

    private static void write(Panel panel, ObjectNode json) {
        json.put("type", panel.kind().type());
        json.put("title", panel.title()).put("description", panel.description());
        json.set("datasource", source());
        var fields = json.putObject("fieldConfig");
        var defaults = fields.putObject("defaults");
        fields.putArray("overrides");
        defaults.put("unit", panel.unit()).put("min", 0);
        if (panel.kind() == Panel.Kind.STAT) {
            stat(panel, json, defaults);
        } else {
            lines(json, defaults);
        }
        var targets = json.putArray("targets");
        var references = new ArrayList<String>();
        for (var query : panel.queries()) {
            references.add(Character.toString('A' + references.size()));
            var target = targets.addObject().put("refId", references.getLast());
            target.set("datasource", source());
            target.put("expr", query.expression()).put("legendFormat", query.legend());
        }
    }

    private static void stat(Panel panel, ObjectNode json, ObjectNode defaults) {
        var steps = defaults.putObject("thresholds").put("mode", "absolute").putArray("steps");
        steps.addObject().put("color", "green").putNull("value");
        var colours = List.of("orange", "red");
        int last = colours.size() - panel.thresholds().size();
        for (int i = 0; i < panel.thresholds().size(); i++) {
            steps.addObject()
                    .put("color", colours.get(last + i))
                    .put("value", panel.thresholds().get(i));
        }
        var options = json.putObject("options");
        options.put("colorMode", panel.thresholds().isEmpty() ? "none" : "background");
        options.put("graphMode", "area").put("textMode", "value");
        options.putObject("reduceOptions").putArray("calcs").add("lastNotNull");
    }

    private static void lines(ObjectNode json, ObjectNode defaults) {
        defaults.putObject("custom")
                .put("lineWidth", 1)
                .put("fillOpacity", 10)
                .put("showPoints", "never");
        var options = json.putObject("options");
        options.putObject("legend").put("displayMode", "list").put("placement", "bottom");
        options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Collects the figures of a run, prints them as one table and keeps the raw data. For one thread.
final class Report {

    /// Whether less or more is better.
    enum Better {
        LOWER,
        HIGHER
    }

    /// What a figure is held against.
    ///
    /// @param goal NaN: none, the figure is only stated
    record Goal(Better better, double goal, double stretch) {

        static final Goal NONE = new Goal(Better.LOWER, Double.NaN, Double.NaN);

        static Goal atMost(double goal, double stretch) {
            return new Goal(Better.LOWER, goal, stretch);
        }

        static Goal atLeast(double goal, double stretch) {
            return new Goal(Better.HIGHER, goal, stretch);
        }

        private boolean reached(double value, double wanted) {
            return better == Better.LOWER ? value <= wanted : value >= wanted;
        }

        String mark(double value) {
            if (Double.isNaN(goal)) {
                return "";
            }
            if (reached(value, stretch)) {
                return "stretch";
            }
            return reached(value, goal) ? "goal" : "missed";
        }

        private String text(double wanted) {
            return Double.isNaN(wanted)
                    ? ""
                    : (better == Better.LOWER ? "<= " : ">= ") + Report.text(wanted);
        }
    }

    /// One line of the table.
    record Figure(
            String area,
            String what,
            double value,
            String unit,
            Goal goal,
            Map<String, Object> raw) {

        Figure {
            raw = Map.copyOf(raw);
        }
    }

    private final List<Figure> figures = new ArrayList<>();
    private final Machine machine = Machine.here();

    /// Takes a figure and prints it at once, so that an interrupted run is not lost.
    void add(String area, String what, double value, String unit, Goal goal) {
        add(area, what, value, unit, goal, Map.of());
    }

    /// Takes a figure with its raw data.
    ///
    /// @param raw what it was computed from
    void add(
            String area,
            String what,
            double value,
            String unit,
            Goal goal,
            Map<String, Object> raw) {
        var figure = new Figure(area, what, value, unit, goal, raw);
        figures.add(figure);
        System.out.println(line(figure));
    }

    private static String line(Figure figure) {
        return String.format(
                        Locale.ROOT,
                        "| %-10s | %-64s | %12s %-8s | %-10s | %-10s | %-7s |",
                        figure.area(),
                        figure.what(),
                        text(figure.value()),
                        figure.unit(),
                        figure.goal().text(figure.goal().goal()),
                        figure.goal().text(figure.goal().stretch()),
                        figure.goal().mark(figure.value()))
                .stripTrailing();
    }

    private static String text(double value) {
        return Math.abs(value) >= 100 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }

    /// Prints the whole table and writes the raw data.
    ///
    /// @return the file
    Path end(Path folder, String name) {
        System.out.println();
        System.out.println("machine: " + machine);
        System.out.println(
                String.format(
                        Locale.ROOT,
                        "| %-10s | %-64s | %12s %-8s | %-10s | %-10s | %-7s |",
                        "area",
                        "what",
                        "measured",
                        "",
                        "goal",
                        "stretch",
                        ""));
        System.out.println("| --- | --- | --- | --- | --- | --- |");
        figures.forEach(figure -> System.out.println(line(figure)));
        return write(folder, name);
    }

    private Path write(Path folder, String name) {
        var file = folder.resolve(name + ".json");
        var all = new LinkedHashMap<String, Object>();
        all.put("machine", machine);
        all.put("figures", figures);
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    file,
                    JsonMapper.builder()
                            .build()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(all));
        } catch (IOException e) {
            throw new IllegalStateException("the raw data cannot be written to " + file, e);
        }
        return file;
    }
}

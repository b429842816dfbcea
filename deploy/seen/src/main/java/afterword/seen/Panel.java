// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import java.util.ArrayList;
import java.util.List;

/// One panel of a dashboard.
///
/// @param description what it shows, and what a reader does with it
/// @param unit one of Grafana's: `short`, `s`, `bytes`, `percentunit`, `ops`, `currencyUSD` …
/// @param width in columns of 24
/// @param thresholds values at which the colour turns from green to orange, then to red
record Panel(
        Kind kind,
        String title,
        String description,
        String unit,
        int width,
        List<Double> thresholds,
        List<Query> queries) {

    /// How it is drawn.
    enum Kind {
        /// One number, coloured.
        STAT("stat", 4),
        /// Lines over time.
        LINES("timeseries", 8);

        private final String type;
        private final int height;

        Kind(String type, int height) {
            this.type = type;
            this.height = height;
        }

        /// Grafana's name of it.
        String type() {
            return type;
        }

        /// In units of 30 pixels.
        int height() {
            return height;
        }
    }

    /// What a panel asks.
    ///
    /// @param legend with `{{label}}`
    record Query(String expression, String legend) {}

    Panel {
        thresholds = List.copyOf(thresholds);
        queries = List.copyOf(queries);
    }

    /// A number that is good at zero, as most of ours are.
    static Panel stat(
            String title, String description, String unit, String expression, double... bounds) {
        var thresholds = new ArrayList<Double>();
        for (double bound : bounds) {
            thresholds.add(bound);
        }
        var query = new Query(expression, title);
        return new Panel(Kind.STAT, title, description, unit, 4, thresholds, List.of(query));
    }

    static Panel lines(String title, String description, String unit) {
        return new Panel(Kind.LINES, title, description, unit, 8, List.of(), List.of());
    }

    /// The same panel with one more query.
    Panel ask(String expression, String legend) {
        var more = new ArrayList<>(queries);
        more.add(new Query(expression, legend));
        return new Panel(kind, title, description, unit, width, thresholds, more);
    }
}

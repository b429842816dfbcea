// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A scrape: the samples of Prometheus's text format.
///
/// @param samples one for each series
record Exposition(List<Sample> samples) {

    private static final Pattern LINE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)(?: .*)?");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /// One sample.
    record Sample(String name, Map<String, String> labels, double value) {}

    Exposition {
        samples = List.copyOf(samples);
    }

    static Exposition parse(String text) {
        var samples = new ArrayList<Sample>();
        for (var line : text.lines().filter(it -> !it.isBlank() && !it.startsWith("#")).toList()) {
            var match = LINE.matcher(line);
            if (!match.matches()) {
                throw new IllegalArgumentException("no sample: " + line);
            }
            samples.add(new Sample(match.group(1), labels(match.group(2)), value(match.group(3))));
        }
        return new Exposition(samples);
    }

    @SuppressWarnings("NullAway") // a group that did not take part is null
    private static Map<String, String> labels(String text) {
        var labels = new TreeMap<String, String>();
        if (text != null) {
            LABEL.matcher(text).results().forEach(it -> labels.put(it.group(1), it.group(2)));
        }
        return labels;
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}

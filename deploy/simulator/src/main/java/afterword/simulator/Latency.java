// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// How long a model takes for a reply, from the request's last byte to the reply's last byte.
///
/// As text: `200ms`, `5s`, `PT1M`, or `lognormal(2s,0.5)` and `lognormal(2s,0.5,60s)` with the
/// median, the standard deviation of the logarithm, and the most.
public sealed interface Latency {

    /// Always the same.
    record Fixed(Duration time) implements Latency {
        public Fixed {
            check(time);
        }
    }

    /// As providers are: a median with a long tail to the right.
    ///
    /// @param sigma standard deviation of the logarithm, 0 to 3; 0.5 puts the p99 at 3.2 medians
    /// @param most longer samples are cut to this
    record LogNormal(Duration median, double sigma, Duration most) implements Latency {
        public LogNormal {
            check(median);
            check(most);
            if (!(sigma >= 0 && sigma <= 3)) {
                throw new IllegalArgumentException("sigma is 0 to 3, not " + sigma);
            }
        }
    }

    /// No wait at all.
    static Latency none() {
        return new Fixed(Duration.ZERO);
    }

    /// Reads the text form.
    ///
    /// @throws IllegalArgumentException saying what is allowed
    static Latency parse(String text) {
        var match = Pattern.compile("lognormal\\(([^)]*)\\)").matcher(text.strip());
        if (!match.matches()) {
            return new Fixed(Times.parse(text));
        }
        var parts = List.of(match.group(1).split(",", -1));
        if (parts.size() < 2 || parts.size() > 3) {
            throw new IllegalArgumentException(
                    "lognormal(median,sigma) or lognormal(median,sigma,most), not " + text);
        }
        var median = Times.parse(parts.getFirst());
        var most = parts.size() == 3 ? Times.parse(parts.getLast()) : Duration.ofMinutes(10);
        return new LogNormal(median, Double.parseDouble(parts.get(1).strip()), most);
    }

    /// The wait of one call.
    ///
    /// @param luck of this call; the same gives the same
    default Duration at(long luck) {
        return switch (this) {
            case Fixed(var time) -> time;
            case LogNormal(var median, var sigma, var most) -> {
                double nanos = median.toNanos() * Math.exp(sigma * Chance.gaussian(luck));
                yield Duration.ofNanos((long) Math.min(nanos, (double) most.toNanos()));
            }
        };
    }

    /// The text form, which [#parse] reads.
    default String text() {
        return switch (this) {
            case Fixed(var time) -> time.toMillis() + "ms";
            case LogNormal(var median, var sigma, var most) ->
                    "lognormal(%dms,%s,%dms)".formatted(median.toMillis(), sigma, most.toMillis());
        };
    }

    private static void check(Duration time) {
        if (time.isNegative() || time.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("latency is 0 to 1 h, not " + time);
        }
    }
}

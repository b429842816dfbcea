// SPDX-License-Identifier: Apache-2.0
package afterword.persistence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A set of positive numbers as ranges: small where they lie close together, whatever their count.
/// Travels as PostgreSQL's `int8multirange`. Not thread-safe.
public final class NumberSet {

    /// A range from `from` to before `to`.
    private record Range(long from, long to) {}

    private List<Range> ranges = new ArrayList<>();

    /// Adds numbers in any order, repeats included.
    public void addAll(long[] numbers) {
        if (numbers.length == 0) {
            return;
        }
        var sorted = numbers.clone();
        Arrays.sort(sorted);
        var more = new ArrayList<Range>();
        long from = sorted[0];
        long to = from + 1;
        for (long number : sorted) {
            if (number > to) {
                more.add(new Range(from, to));
                from = number;
            }
            to = number + 1;
        }
        more.add(new Range(from, to));
        ranges = union(ranges, more);
    }

    private static List<Range> union(List<Range> one, List<Range> other) {
        var all = new ArrayList<Range>(one.size() + other.size());
        all.addAll(one);
        all.addAll(other);
        all.sort((a, b) -> Long.compare(a.from(), b.from()));
        var merged = new ArrayList<Range>();
        for (var range : all) {
            if (!merged.isEmpty() && range.from() <= merged.getLast().to()) {
                var last = merged.removeLast();
                merged.add(new Range(last.from(), Math.max(last.to(), range.to())));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }

    /// Whether it has none.
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /// Empties it.
    public void clear() {
        ranges = new ArrayList<>();
    }

    /// As PostgreSQL reads it: `{[1,5),[7,8)}`.
    @Override
    public String toString() {
        var text = new StringBuilder("{");
        for (var range : ranges) {
            text.append(text.length() > 1 ? "," : "")
                    .append('[')
                    .append(range.from())
                    .append(',')
                    .append(range.to())
                    .append(')');
        }
        return text.append('}').toString();
    }
}

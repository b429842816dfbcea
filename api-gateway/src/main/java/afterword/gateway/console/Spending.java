// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What today's calls have cost, by the UTC day.
///
/// A day has many calls, so they are summed up hour by hour, faster where there are none, within
/// [#BUDGET] at each look, and the sum up to a minute ago is kept: lines of the journal may commit
/// late. Thread-safe.
final class Spending {

    private static final Duration BUDGET = Duration.ofMillis(80);
    private static final int MOST_HOURS = 4;

    /// `until` is the end of what is kept: some hours further, a minute ago, or the day's begin.
    /// Once it is a minute ago, the rest is summed up as well.
    private static final String SLICE =
            """
            with day as (select date_trunc('day', now(), 'UTC') as day),
            start as (select day, greatest(:since::timestamptz, day) as since from day),
            bounds as (
              select day, since, greatest(least(since + :hours * interval '1 hour', now() - interval '1 min'), day) as until
              from start),
            ends as (select *, until >= now() - interval '1 min' as whole from bounds),
            calls as (
              select c.at, c.cost_nanos, c.input_tokens, c.output_tokens
              from ends b, analysis.call_v1 c
              where c.tenant = :tenant and c.phase = 'ENDED' and c.at >= b.since
                and c.at < case when b.whole then 'infinity' else b.until end)
            select concat_ws(' ',
              extract(epoch from b.day)::bigint, to_char(b.until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), b.whole,
              (select concat_ws(' ', count(*) filter (where at < b.until), count(*),
                 coalesce(sum(cost_nanos) filter (where at < b.until), 0), coalesce(sum(cost_nanos), 0),
                 coalesce(sum(input_tokens + output_tokens) filter (where at < b.until), 0),
                 coalesce(sum(input_tokens + output_tokens), 0)) from calls))
            from ends b
            """;

    /// @param day begin of it, epoch seconds
    /// @param until end of what is summed up
    private record Kept(long day, String until, Sum sum) {

        static final Kept NOTHING = new Kept(0, "-infinity", new Sum(0, 0, 0));
    }

    private record Sum(long calls, long nanos, long tokens) {

        Sum plus(Sum more) {
            return new Sum(calls + more.calls, nanos + more.nanos, tokens + more.tokens);
        }
    }

    /// An hour, or what is left.
    ///
    /// @param kept up to `until`
    /// @param now up to now, once `whole`
    private record Slice(long day, String until, boolean whole, Sum kept, Sum now) {

        static Slice parse(String row) {
            var word = row.split(" ", -1);
            return new Slice(
                    Long.parseLong(word[0]),
                    word[1],
                    word[2].startsWith("t"),
                    new Sum(number(word[3]), number(word[5]), number(word[7])),
                    new Sum(number(word[4]), number(word[6]), number(word[8])));
        }

        private static long number(String word) {
            return Long.parseLong(word);
        }
    }

    private final Glass glass;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    Spending(Glass glass) {
        this.glass = glass;
    }

    /// JSON: calls, nano-dollars and tokens since midnight UTC; `whole` is false while the day is
    /// still being summed up.
    String today(String tenant) {
        long start = System.nanoTime();
        var base = kept.getOrDefault(tenant, Kept.NOTHING);
        int hours = 1;
        while (true) {
            var slice = slice(tenant, base, hours);
            if (base.day() != 0 && base.day() != slice.day()) {
                base = Kept.NOTHING; // midnight
                continue;
            }
            hours = slice.now().calls() == 0 ? Math.min(MOST_HOURS, 2 * hours) : 1;
            var sum = base.sum().plus(slice.now());
            base = new Kept(slice.day(), slice.until(), base.sum().plus(slice.kept()));
            kept.put(tenant, base);
            if (slice.whole() || System.nanoTime() - start > BUDGET.toNanos()) {
                return "{\"calls\":%d,\"nanos\":%d,\"tokens\":%d,\"whole\":%b}"
                        .formatted(sum.calls(), sum.nanos(), sum.tokens(), slice.whole());
            }
        }
    }

    private Slice slice(String tenant, Kept base, int hours) {
        return glass.look(SLICE, Map.of("tenant", tenant, "since", base.until(), "hours", hours))
                .map(Slice::parse)
                .orElseThrow(() -> new IllegalStateException("the statement has one row"));
    }
}

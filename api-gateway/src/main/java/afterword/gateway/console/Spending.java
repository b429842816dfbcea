// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What today's calls have cost, by the UTC day.
///
/// The sum up to a minute ago is kept and only the rest is looked up, since a day has many calls
/// and lines of the journal may commit late. Thread-safe.
final class Spending {

    /// `until` is the end of what is kept: a minute ago, or the day's begin.
    private static final String SINCE =
            """
            with bounds as (
              select date_trunc('day', now(), 'UTC') as day,
                     greatest(:since::timestamptz, date_trunc('day', now(), 'UTC')) as since,
                     greatest(now() - interval '1 min', date_trunc('day', now(), 'UTC')) as until),
            calls as (
              select c.at, c.cost_nanos, c.input_tokens, c.output_tokens
              from bounds b, analysis.call_v1 c
              where c.tenant = :tenant and c.phase = 'ENDED' and c.at >= b.since)
            select concat_ws(' ',
              extract(epoch from b.day)::bigint, to_char(b.until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              (select concat_ws(' ', count(*) filter (where at < b.until), count(*),
                 coalesce(sum(cost_nanos) filter (where at < b.until), 0), coalesce(sum(cost_nanos), 0),
                 coalesce(sum(input_tokens + output_tokens) filter (where at < b.until), 0),
                 coalesce(sum(input_tokens + output_tokens), 0)) from calls))
            from bounds b
            """;

    /// @param day begin of it, epoch seconds
    /// @param until end of what is summed up
    private record Kept(long day, String until, long calls, long nanos, long tokens) {

        static final Kept NOTHING = new Kept(0, "-infinity", 0, 0, 0);
    }

    private final Glass glass;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    Spending(Glass glass) {
        this.glass = glass;
    }

    /// JSON: calls, nano-dollars and tokens since midnight UTC.
    String today(String tenant) {
        var old = kept.getOrDefault(tenant, Kept.NOTHING);
        var row = rest(tenant, old);
        if (old.day() != Long.parseLong(row[0]) && old.day() != 0) {
            old = Kept.NOTHING; // midnight
            row = rest(tenant, old);
        }
        kept.put(
                tenant,
                new Kept(
                        Long.parseLong(row[0]),
                        row[1],
                        old.calls() + Long.parseLong(row[2]),
                        old.nanos() + Long.parseLong(row[4]),
                        old.tokens() + Long.parseLong(row[6])));
        return "{\"calls\":%d,\"nanos\":%d,\"tokens\":%d}"
                .formatted(
                        old.calls() + Long.parseLong(row[3]),
                        old.nanos() + Long.parseLong(row[5]),
                        old.tokens() + Long.parseLong(row[7]));
    }

    private String[] rest(String tenant, Kept old) {
        @Nullable String row =
                glass.look(SINCE, Map.of("tenant", tenant, "since", old.until())).orElse(null);
        if (row == null) {
            throw new IllegalStateException("a row without a from-clause to be empty");
        }
        return row.split(" ", -1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import java.time.Duration;
import java.util.Map;

/// The page *Analyses*: each definition that was ever pinned, and what came of it in the window,
/// over the last 5,000 events that ended at most.
final class AnalysesBoard implements Board {

    private static final String READ =
            """
            with recent as (
              select event_id, generation, ended_at
              from (select event_id, generation, ended_at from events.event_v1
                    where tenant = :tenant and feed_position is not null
                    order by feed_position desc limit 5000) e
              where ended_at > now() - :seconds * interval '1 s'),
            parts as (
              select o.name, o.version, o.status, o.reason, o.duration_ms, o.attempts, o.input_tokens, o.output_tokens,
                     o.cost_nanos
              from recent e
              cross join lateral (
                select * from analysis.outcome_v1
                where tenant = :tenant and event_id = e.event_id and generation = e.generation limit 100) o),
            reasons as (
              select name, version, reason, count(*) as n from parts where reason is not null group by 1, 2, 3),
            stats as (
              select name, version, count(*) as total,
                     count(*) filter (where status = 'SUCCEEDED') as succeeded,
                     count(*) filter (where status = 'FAILED') as failed,
                     count(*) filter (where status = 'SKIPPED') as skipped,
                     percentile_cont(array[0.5, 0.95]) within group (order by duration_ms)
                       filter (where status = 'SUCCEEDED') as ms,
                     avg(attempts) filter (where status in ('SUCCEEDED', 'FAILED')) as attempts,
                     sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens, sum(cost_nanos) as cost_nanos
              from parts group by 1, 2)
            select json_build_object(
              'at', clock_timestamp(),
              'events', (select count(*) from recent),
              'since', (select min(ended_at) from recent),
              'definitions', (
                select coalesce(json_agg(json_build_object('name', d.name, 'version', d.version,
                         'hash', left(d.hash, 12), 'first_seen', d.first_seen, 'stats', row_to_json(s),
                         'reasons', (select json_object_agg(r.reason, r.n) from reasons r
                                     where r.name = d.name and r.version = d.version))
                       order by d.name, d.version desc), '[]')
                from analysis.definition_v1 d
                left join stats s on s.name = d.name and s.version = d.version))::text
            """;

    private final Glass glass;

    AnalysesBoard(Glass glass) {
        this.glass = glass;
    }

    @Override
    public String page() {
        return "analyses";
    }

    @Override
    public Duration pace() {
        return Duration.ofSeconds(5);
    }

    @Override
    public String read(View view) {
        return glass.look(READ, Map.of("tenant", view.tenant(), "seconds", view.window().seconds()))
                .orElse("null");
    }
}

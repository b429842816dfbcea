// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import java.time.Duration;
import java.util.Map;
import org.springframework.dao.QueryTimeoutException;

/// The page *Providers*: what each model answered in the window, how fast, at what price; whether
/// workers take it for down or leave it alone, and what is left of its limits.
final class ProvidersBoard implements Board {

    private static final String READ =
            """
            with calls as materialized (
              select provider, coalesce(model, '') as model, class, latency_ms, input_tokens, output_tokens, cost_nanos,
                     floor(extract(epoch from now() - at) * 30 / :seconds)::int as step
              from analysis.call_v1
              where tenant = :tenant and phase = 'ENDED' and at > now() - :seconds * interval '1 s'),
            cells as materialized (
              select provider, model, step, class, count(*) as n,
                     sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens, sum(cost_nanos) as cost_nanos
              from calls group by 1, 2, 3, 4),
            lasting as (
              select provider, model, percentile_cont(array[0.5, 0.95, 0.99]) within group (order by latency_ms) as ms
              from calls where class = 'OK' group by 1, 2),
            lanes as (
              select provider, model, count(*) as workers, count(*) filter (where breaker = 'OPEN') as down,
                     count(*) filter (where breaker = 'HALF_OPEN') as tried, min(down_since) as since,
                     min(reason) as reason, min(again_at) filter (where breaker <> 'CLOSED') as again_at,
                     sum(in_flight) as in_flight, sum(waiting) as waiting, sum(most) as most
              from analysis.lane_v1 where told_at > clock_timestamp() - interval '10 s' group by 1, 2),
            steps as (
              select provider, model, step, sum(n) as n, sum(n) filter (where class not in ('OK', 'CANCELLED')) as bad
              from cells where step between 0 and 29 group by 1, 2, 3),
            stats as (
              select c.provider, c.model, sum(n) as calls,
                     coalesce(sum(n) filter (where class = 'OK'), 0) as ok,
                     coalesce(sum(n) filter (where class = 'CANCELLED'), 0) as cancelled,
                     min(ms[1]) as p50_ms, min(ms[2]) as p95_ms, min(ms[3]) as p99_ms,
                     sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens, sum(cost_nanos) as cost_nanos
              from cells c left join lasting l on l.provider = c.provider and l.model = c.model
              group by 1, 2),
            known as (
              select provider, model from stats
              union select provider, model from lanes
              union select provider, model from analysis.provider_state_v1
              union select provider, model from analysis.credit_v1)
            select json_build_object(
              'at', clock_timestamp(), 'seconds', :seconds,
              'providers', (select coalesce(json_agg(json_build_object(
                  'provider', k.provider, 'model', k.model, 'stats', row_to_json(s),
                  'lanes', row_to_json(f),
                  'classes', (select json_object_agg(class, n) from (
                                select class, sum(n) as n from cells c
                                where c.provider = k.provider and c.model = k.model group by class) by_class),
                  'steps', (select json_agg(json_build_array(coalesce(t.n, 0), coalesce(t.bad, 0)) order by g.step desc)
                            from generate_series(0, 29) as g(step)
                            left join steps t on t.step = g.step and t.provider = k.provider and t.model = k.model),
                  'state', (select row_to_json(p) from (
                              select hold_until, hold_until > clock_timestamp() as held, reason, told_at
                              from analysis.provider_state_v1 p
                              where p.provider = k.provider and p.model = k.model) p),
                  'credit', (select json_object_agg(c.unit, json_build_object('level', c.level, 'at', c.at))
                             from analysis.credit_v1 c where c.provider = k.provider and c.model = k.model))
                order by k.provider = 'main' desc, k.provider, k.model), '[]')
              from known k
              left join stats s on s.provider = k.provider and s.model = k.model
              left join lanes f on f.provider = k.provider and f.model = k.model))::text
            """;

    private static final String TOO_MUCH = "{\"too_much\":true,\"providers\":[]}";

    private final Glass glass;

    ProvidersBoard(Glass glass) {
        this.glass = glass;
    }

    @Override
    public String page() {
        return "providers";
    }

    @Override
    public Duration pace() {
        return Duration.ofSeconds(2);
    }

    /// Looks at every call of the window; a day of millions of them takes longer than a statement
    /// may last here, and the page then asks for a shorter one.
    @Override
    public String read(View view) {
        try {
            return glass.look(
                            READ,
                            Map.of("tenant", view.tenant(), "seconds", view.window().seconds()))
                    .orElse("null");
        } catch (QueryTimeoutException _) {
            return TOO_MUCH;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import afterword.messaging.Broker;
import afterword.messaging.Groups;
import afterword.messaging.Route;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.dao.QueryTimeoutException;

/// The page *Now*: how many are where and for how long, how fast they go, what came of all of them,
/// what today cost.
///
/// Every statement has a bound: what waits is counted up to 100,000, ends are looked at over the
/// last 20,000 at most.
final class NowBoard implements Board {

    /// What waits, by the stage it waits in; the oldest 100,001 suffice to say "100,000 and more".
    private static final String WAITING =
            """
            with unended as (
              select event_id, generation, stored_at, dispatched_at
              from events.progress_v1 where tenant = :tenant and ended_at is null
              order by stored_at limit 100001),
            staged as (
              select case when r.state = 'ENDED' then 'CLOSING' when r.state is not null then r.state
                          when u.dispatched_at is null then 'STORED' else 'REQUESTED' end as stage,
                     case when r.state = 'ENDED' then r.ended_at
                          when r.state is not null then r.claimed_at else u.stored_at end as since,
                     r.due_at
              from unended u
              left join analysis.run_v1 r
                on r.tenant = :tenant and r.event_id = u.event_id and r.generation = u.generation),
            stages as (
              select stage, count(*) as n, extract(epoch from clock_timestamp() - min(since)) as age,
                     min(due_at) as due
              from staged group by stage
              union all
              select 'PUBLISHING', count(*), extract(epoch from clock_timestamp() - min(ended_at)), null
              from events.progress_v1
              where tenant = :tenant and ended_at is not null and outcome_dispatched_at is null
              union all
              select 'SPILLED', count(*), extract(epoch from clock_timestamp() - min(spilled_at)), null
              from gateway.spill where tenant = :tenant)
            select json_build_object('at', clock_timestamp(), 'stages', json_object_agg(
              stage, json_build_object('count', n, 'age', round(greatest(age, 0), 1), 'due', due)))::text
            from stages
            """;

    /// Per second, over the last ten.
    private static final String RATES =
            """
            select json_build_object(
              'accepted', (select count(*) / 10.0 from events.event_v1
                           where tenant = :tenant and accepted_at > now() - interval '10 s'),
              'stored', (select count(*) / 10.0 from events.event_v1
                         where tenant = :tenant and accepted_at > now() - interval '2 min'
                           and stored_at > now() - interval '10 s'),
              'ended', (select case when count(*) < 4000 then count(*) / 10.0
                               else count(*) / greatest(extract(epoch from now() - min(ended_at)), 0.1) end
                        from (select ended_at from events.event_v1
                              where tenant = :tenant and feed_position is not null
                              order by feed_position desc limit 4000) e
                        where ended_at > now() - interval '10 s'),
              'calls', (select json_build_object(
                          'started', count(*) filter (where phase = 'STARTED') / 10.0,
                          'failed', count(*) filter (where phase = 'ENDED' and class not in ('OK', 'CANCELLED')) / 10.0)
                        from analysis.call_v1
                        where tenant = :tenant and at > now() - interval '10 s'))::text
            """;

    /// Five minutes in steps of five seconds, aligned to the clock, and how long it took from the
    /// promise to the end.
    private static final String RECENT =
            """
            with steps as (
              select generate_series(floor(extract(epoch from now()) / 5)::bigint - 60,
                                     floor(extract(epoch from now()) / 5)::bigint - 1) as step),
            accepted as (
              select floor(extract(epoch from accepted_at) / 5)::bigint as step, count(*) as n
              from (select accepted_at from events.event_v1
                    where tenant = :tenant and accepted_at > now() - interval '305 s'
                    order by accepted_at desc limit 100000) e
              group by 1),
            ends as (
              select accepted_at, ended_at, status
              from (select accepted_at, ended_at, status from events.event_v1
                    where tenant = :tenant and feed_position is not null
                    order by feed_position desc limit 20000) e
              where ended_at > now() - interval '305 s'),
            ended as (
              select floor(extract(epoch from ended_at) / 5)::bigint as step, count(*) as n from ends group by 1)
            select json_build_object(
              'step', 5,
              'accepted', (select json_agg(coalesce(n, 0) order by step) from steps left join accepted using (step)),
              'ended', (select json_agg(coalesce(n, 0) order by step) from steps left join ended using (step)),
              'to_end', (select json_build_object('n', n,
                           'p50', took[1], 'p95', took[2])
                         from (select count(*) as n, percentile_cont(array[0.5, 0.95]) within group (
                                 order by extract(epoch from ended_at - accepted_at)) as took from ends) t))::text
            """;

    /// Providers that workers do not call as usual: down, being tried, or asked to be left alone.
    private static final String PROVIDERS =
            """
            with lanes as (
              select provider, model, count(*) as workers, count(*) filter (where breaker = 'OPEN') as down,
                     count(*) filter (where breaker = 'HALF_OPEN') as tried, min(down_since) as since
              from analysis.lane_v1
              where told_at > clock_timestamp() - interval '10 s' and breaker <> 'CLOSED' group by 1, 2)
            select coalesce(json_agg(json_build_object('provider', provider, 'down', l.down, 'tried', l.tried,
                     'since', l.since, 'held_until', h.hold_until) order by provider), '[]')::text
            from lanes l
            full join (select provider, model, hold_until from analysis.provider_state_v1
                       where hold_until > clock_timestamp()) h using (provider, model)
            """;

    private static final String SUMS =
            """
            select json_build_object(
              'first_seen', count(*),
              'processed', count(*) filter (where status = 'PROCESSED'),
              'partial', count(*) filter (where status = 'PARTIAL'),
              'failed', count(*) filter (where status = 'FAILED'),
              'skipped', count(*) filter (where status = 'SKIPPED'),
              'erased', count(*) filter (where status = 'ERASED'),
              'waiting', count(*) filter (where status = 'PENDING'))::text
            from events.event_v1 where tenant = :tenant
            """;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Glass glass;
    private final Broker broker;
    private final Spending spending;
    private final ConsoleSettings settings;
    private final Looks looks;

    NowBoard(Glass glass, Broker broker, Spending spending, ConsoleSettings settings) {
        this.glass = glass;
        this.broker = broker;
        this.spending = spending;
        this.settings = settings;
        this.looks =
                new Looks(
                        new Looks.Look("waiting", settings.pace(), view -> look(WAITING, view)),
                        new Looks.Look("rates", settings.pace(), view -> look(RATES, view)),
                        new Looks.Look("providers", SECOND.multipliedBy(2), _ -> providers()),
                        new Looks.Look("queues", SECOND.multipliedBy(2), _ -> queues()),
                        new Looks.Look(
                                "recent", SECOND.multipliedBy(5), view -> look(RECENT, view)),
                        new Looks.Look("sums", SECOND.multipliedBy(10), this::sums),
                        new Looks.Look("cost", settings.pace(), view -> cost(view.tenant())));
    }

    @Override
    public String page() {
        return "now";
    }

    @Override
    public Duration pace() {
        return settings.pace();
    }

    @Override
    public String read(View view) {
        return looks.read(view);
    }

    private String look(String sql, View view) {
        return glass.look(sql, Map.of("tenant", view.tenant())).orElse("null");
    }

    /// Counts all rows of the tenant, which tens of millions of them make longer than a statement
    /// may last here; the rest of the page does not wait for it.
    private String sums(View view) {
        try {
            return look(SUMS, view);
        } catch (QueryTimeoutException _) {
            return "null";
        }
    }

    private String providers() {
        return glass.look(PROVIDERS, Map.of()).orElse("null");
    }

    private String cost(String tenant) {
        return spending.today(tenant);
    }

    /// What the broker holds, for all tenants together; null where it cannot say.
    private String queues() {
        var now = new HashMap<Route, Long>();
        now.putAll(
                broker.backlog(
                        Groups.EVENT_WORKER,
                        Route.CONVERSATION_ENDED,
                        Route.OUTCOME_RECORDED,
                        Route.COMMANDS));
        now.putAll(broker.backlog(Groups.ANALYSIS_WORKER, Route.ANALYSIS_REQUESTED));
        return "{\"kind\":\"%s\",\"events\":%s,\"requests\":%s,\"recorded\":%s,\"commands\":%s}"
                .formatted(
                        broker.kind(),
                        now.get(Route.CONVERSATION_ENDED),
                        now.get(Route.ANALYSIS_REQUESTED),
                        now.get(Route.OUTCOME_RECORDED),
                        now.get(Route.COMMANDS));
    }
}

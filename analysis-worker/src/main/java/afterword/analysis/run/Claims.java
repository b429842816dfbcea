// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.catalog.Pin;
import afterword.contract.AnalysisStatus;
import afterword.contract.ContractJson;
import afterword.persistence.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/// How runs come to this process: asked for, woken, or taken over. Each way is one statement for
/// any number of runs, raises the fence, and skips rows that somebody else is taking.
///
/// Thread-safe.
final class Claims {

    /// A run's owner is alive while its lease is good and its lock is held; who is dead by the
    /// rules (see [DeathWatch]) may still have come back between the look and this statement.
    private static final String OWNER_IS_ALIVE =
            """
            exists (
              select 1 from analysis.process p
              where p.process_id = r.owner and p.lease_until >= clock_timestamp() and %s)
            """
                    .formatted(DeathWatch.LOCK_IS_HELD);

    /// Runs of dead owners that are to go on in company.
    private static final String ORPHANS =
            """
            where r.state = 'RUNNING' and r.owner = any(:dead::uuid[]) and not r.alone
              and (r.owner = any(:clean::uuid[]) or r.company + 1 < :suspectAfter)
              and not %s
            """
                    .formatted(OWNER_IS_ALIVE);

    /// Runs of dead owners that may have killed them.
    private static final String SUSPECTS =
            """
            where r.state = 'RUNNING' and r.owner = any(:dead::uuid[])
              and (r.alone or (r.owner <> all(:clean::uuid[]) and r.company + 1 >= :suspectAfter))
              and not %s
            """
                    .formatted(OWNER_IS_ALIVE);

    /// The statement's time bounds the walk over the index; the clock's, which may differ from row
    /// to row, would have every parked run looked at.
    private static final String DUE =
            "where r.state = 'PARKED' and r.due_at <= statement_timestamp() ";

    /// Runs with a due part that waits for one of some places, by an index of those parts: so many
    /// for each place, the oldest first, of runs that nobody works on. Parts that wait for nobody
    /// are of the place ''.
    private static final String FOR_PLACES =
            """
            and (r.tenant, r.event_id, r.generation) in (
              select d.tenant, d.event_id, d.generation
              from unnest(:places::text[], :mosts::int[]) as w(place, most)
              cross join lateral (
                select p.tenant, p.event_id, p.generation, row_number() over (order by p.retry_at) as nr
                from (
                  select * from analysis.part
                  where due_place = w.place and retry_at <= statement_timestamp()
                  order by retry_at limit :parts) p
                join analysis.run q using (tenant, event_id, generation)
                where q.state = 'PARKED') d
              where d.nr <= w.most)
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final UUID me;
    private final int suspectAfter;

    /// @param me process id of this process
    /// @param suspectAfter deaths in company after which a run goes on alone
    Claims(JdbcClient jdbc, TransactionTemplate transactions, UUID me, int suspectAfter) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.me = me;
        this.suspectAfter = suspectAfter;
    }

    /// Claims the runs that are asked for and do not exist yet; their parts are pinned to the given
    /// analyses.
    ///
    /// A run that is left out exists already, is of a lower generation than one that exists, or its
    /// event was erased: its row is the duty, nothing is owed to the asker. A later generation
    /// takes over what succeeded under the same definition, so that it is not paid again; derived
    /// parts are computed anew, since they cost nothing and their inputs may differ.
    List<Claim> fresh(List<Asked> asked, List<Analysis> analyses) {
        var runs =
                Columns.of(asked)
                        .text("tenants", it -> it.key().tenant())
                        .text("events", it -> it.key().eventId().toString())
                        .text("generations", it -> it.key().generation())
                        .text("traces", Asked::traceparent);
        var parts =
                Columns.of(states(analyses))
                        .text("positions", PartState::position)
                        .text("names", PartState::name)
                        .text("versions", part -> part.pin().version())
                        .text("hashes", part -> part.pin().hash())
                        .text("statuses", part -> part.status().name());
        var claims =
                jdbc.sql(
                                """
                                with asked as (
                                  select distinct on (tenant, event_id, generation) *
                                  from unnest(:tenants::text[], :events::uuid[], :generations::int[], :traces::text[])
                                    as a(tenant, event_id, generation, traceparent)
                                  order by tenant, event_id, generation),
                                fresh as (
                                  insert into analysis.run (tenant, event_id, generation, owner, fence, state, claimed_at, traceparent)
                                  select a.tenant, a.event_id, a.generation, :me, 1, 'RUNNING', clock_timestamp(), a.traceparent
                                  from asked a
                                  where not exists (
                                      select 1 from analysis.tombstone t where (t.tenant, t.event_id) = (a.tenant, a.event_id))
                                    and not exists (
                                      select 1 from analysis.run later
                                      where (later.tenant, later.event_id) = (a.tenant, a.event_id)
                                        and later.generation > a.generation)
                                  on conflict do nothing
                                  returning tenant, event_id, generation, traceparent),
                                pinned as (
                                  insert into analysis.part
                                    (tenant, event_id, generation, position, name, version, hash, status, result, attempts, model, provider,
                                     input_tokens, output_tokens, cost_nanos, duration_ms, started_at, ended_at)
                                  select f.tenant, f.event_id, f.generation, p.position, p.name, p.version, p.hash,
                                         coalesce(o.status, p.status), o.result, coalesce(o.attempts, 0), o.model, o.provider,
                                         o.input_tokens, o.output_tokens, o.cost_nanos, o.duration_ms,
                                         coalesce(o.started_at, clock_timestamp()), o.ended_at
                                  from fresh f
                                  cross join unnest(:positions::int[], :names::text[], :versions::int[], :hashes::text[],
                                                    :statuses::text[]) as p(position, name, version, hash, status)
                                  left join lateral (
                                    select * from analysis.part e
                                    where e.tenant = f.tenant and e.event_id = f.event_id and e.generation < f.generation
                                      and e.name = p.name and e.version = p.version and e.hash = p.hash and e.status = 'SUCCEEDED'
                                    order by e.generation desc limit 1) o on f.generation > 1 and p.status = 'RUNNING')
                                select * from fresh
                                """)
                        .params(runs.parameters())
                        .params(parts.parameters())
                        .param("me", me)
                        .query((row, _) ->
                                new Claim(
                                        Rows.key(row),
                                        1,
                                        0,
                                        row.getString("traceparent"),
                                        states(analyses)))
                        .list();
        return withCarried(claims);
    }

    /// Reads the parts of later generations, some of which were taken over from an earlier one.
    private List<Claim> withCarried(List<Claim> claims) {
        var later = claims.stream().filter(claim -> claim.key().generation() > 1).toList();
        if (later.isEmpty()) {
            return claims;
        }
        var all = new ArrayList<>(claims);
        all.removeAll(later);
        all.addAll(withParts(later));
        return all;
    }

    private static List<PartState> states(List<Analysis> analyses) {
        var states = new ArrayList<PartState>();
        for (var analysis : analyses) {
            var status =
                    switch (analysis) {
                        case Analysis.Prompted _ -> AnalysisStatus.RUNNING;
                        case Analysis.Derived _, Analysis.Elsewhere _ -> AnalysisStatus.PENDING;
                    };
            states.add(new PartState(states.size(), analysis.pin(), status, null, 0));
        }
        return states;
    }

    /// Takes over runs of dead owners that may go on in company: those released by a process that
    /// stopped in good order, and, where the settings allow it, those of an unclean death.
    List<Claim> takeOver(DeathWatch.Dead dead, int limit) {
        return dead.isEmpty()
                ? List.of()
                : claim(
                        ORPHANS + "order by r.claimed_at",
                        "alone = false, company = r.company + case when r.owner = any(:clean::uuid[]) then 0 else 1 end",
                        limit,
                        ofDead(dead));
    }

    /// Takes over one run that may have killed its owner. The caller has no other run in flight.
    List<Claim> takeSuspect(DeathWatch.Dead dead) {
        return dead.isEmpty()
                ? List.of()
                : claim(
                        SUSPECTS + "order by r.deaths, r.claimed_at",
                        """
                        alone = true,
                        deaths = r.deaths + case when r.alone and r.owner <> all(:clean::uuid[]) then 1 else 0 end,
                        company = r.company + case when r.alone or r.owner = any(:clean::uuid[]) then 0 else 1 end\
                        """,
                        1,
                        ofDead(dead));
    }

    /// Whether there is a run for [#takeSuspect].
    boolean anySuspect(DeathWatch.Dead dead) {
        return !dead.isEmpty()
                && jdbc.sql("select exists (select 1 from analysis.run r " + SUSPECTS + ")")
                        .params(ofDead(dead))
                        .query(Boolean.class)
                        .single();
    }

    private Map<String, Object> ofDead(DeathWatch.Dead dead) {
        return Map.of(
                "dead", text(dead.all()),
                "clean", text(dead.clean()),
                "suspectAfter", suspectAfter);
    }

    private static String[] text(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }

    /// Wakes parked runs that are due, whoever they wait for; their due parts run again.
    List<Claim> wake(int limit) {
        return claim(DUE + "order by r.due_at", "due_at = null", limit, Map.of());
    }

    /// Wakes parked runs that are due and have a due part that waits for one of some places, or for
    /// nobody; the others sleep on.
    ///
    /// @param parts how many parts may be woken for each place
    List<Claim> wake(int limit, Map<String, Integer> parts) {
        var all = new HashMap<>(parts);
        all.put("", limit);
        all.values().removeIf(most -> most == 0);
        var columns =
                Columns.of(List.copyOf(all.entrySet()))
                        .text("places", Map.Entry::getKey)
                        .text("mosts", Map.Entry::getValue);
        var params = new HashMap<>(columns.parameters());
        // some more, which may be of runs that are worked on; a number that the planner knows
        params.put("parts", Collections.max(all.values()) + limit);
        return claim(DUE + FOR_PLACES + "order by r.due_at", "due_at = null", limit, params);
    }

    /// Takes up runs that are ours by their row and that nobody here works on: a commit whose
    /// answer was lost, or a visit that gave up.
    ///
    /// @param running what this process works on
    /// @param ageSeconds since the claim; a claim on its way into `running` is younger
    List<Claim> adopt(Collection<RunKey> running, int ageSeconds, int limit) {
        var columns =
                Columns.of(List.copyOf(running))
                        .text("tenants", RunKey::tenant)
                        .text("events", key -> key.eventId().toString())
                        .text("generations", RunKey::generation);
        var params = new HashMap<>(columns.parameters());
        params.put("age", ageSeconds);
        return claim(
                """
                where r.state = 'RUNNING' and r.owner = :me
                  and r.claimed_at < clock_timestamp() - :age * interval '1 s'
                  and (r.tenant, r.event_id, r.generation) not in (
                    select * from unnest(:tenants::text[], :events::uuid[], :generations::int[]))
                order by r.claimed_at
                """,
                "alone = false",
                limit,
                params);
    }

    /// Which of these runs are this process's by their rows.
    Set<RunKey> owned(Collection<RunKey> keys) {
        var columns =
                Columns.of(List.copyOf(keys))
                        .text("tenants", RunKey::tenant)
                        .text("events", key -> key.eventId().toString())
                        .text("generations", RunKey::generation);
        return jdbc.sql(
                        """
                        select r.tenant, r.event_id, r.generation from analysis.run r
                        join unnest(:tenants::text[], :events::uuid[], :generations::int[])
                          as w(tenant, event_id, generation) using (tenant, event_id, generation)
                        where r.state = 'RUNNING' and r.owner = :me
                        """)
                .params(columns.parameters())
                .param("me", me)
                .query((row, _) -> Rows.key(row))
                .set();
    }

    private List<Claim> claim(String which, String change, int limit, Map<String, ?> params) {
        return inTransaction(() -> {
            var claims =
                    jdbc.sql(statement(which, change))
                            .params(params)
                            .param("me", me)
                            .param("limit", limit)
                            .query((row, _) -> claimed(row))
                            .list();
            return claims.isEmpty() ? claims : withParts(claims);
        });
    }

    /// Which rows, then what else changes in them.
    private static String statement(String which, String change) {
        return """
        with mine as (
          select r.tenant, r.event_id, r.generation from analysis.run r
          %s
          limit :limit for no key update of r skip locked)
        update analysis.run r set
          owner = :me, state = 'RUNNING', fence = r.fence + 1, claimed_at = clock_timestamp(), %s
        from mine m
        where (r.tenant, r.event_id, r.generation) = (m.tenant, m.event_id, m.generation)
        returning r.tenant, r.event_id, r.generation, r.fence, r.deaths, r.traceparent
        """
                .formatted(which, change);
    }

    private static Claim claimed(ResultSet row) throws SQLException {
        return new Claim(
                Rows.key(row),
                row.getLong("fence"),
                row.getInt("deaths"),
                row.getString("traceparent"),
                List.of());
    }

    /// Sets due parts running and reads all parts of the claimed runs.
    private List<Claim> withParts(List<Claim> claims) {
        var keys =
                Columns.of(claims)
                        .text("tenants", claim -> claim.key().tenant())
                        .text("events", claim -> claim.key().eventId().toString())
                        .text("generations", claim -> claim.key().generation());
        jdbc.sql(
                        """
                        update analysis.part p set status = 'RUNNING', reason = null, retry_at = null
                        from unnest(:tenants::text[], :events::uuid[], :generations::int[]) as c(tenant, event_id, generation)
                        where (p.tenant, p.event_id, p.generation) = (c.tenant, c.event_id, c.generation)
                          and p.status = 'PARKED' and p.retry_at <= clock_timestamp()
                        """)
                .params(keys.parameters())
                .update();
        var parts = new HashMap<RunKey, List<PartState>>();
        jdbc.sql(
                        """
                        select p.* from analysis.part p
                        join unnest(:tenants::text[], :events::uuid[], :generations::int[]) as c(tenant, event_id, generation)
                          using (tenant, event_id, generation)
                        order by p.position
                        """)
                .params(keys.parameters())
                .query(row -> {
                    parts.computeIfAbsent(Rows.key(row), _ -> new ArrayList<>()).add(part(row));
                });
        return claims.stream()
                .map(claim ->
                        new Claim(
                                claim.key(),
                                claim.fence(),
                                claim.deaths(),
                                claim.traceparent(),
                                parts.getOrDefault(claim.key(), List.of())))
                .toList();
    }

    private static PartState part(ResultSet row) throws SQLException {
        return new PartState(
                row.getInt("position"),
                new Pin(row.getString("name"), row.getInt("version"), row.getString("hash")),
                AnalysisStatus.valueOf(row.getString("status")),
                json(row.getString("result")),
                row.getInt("parks"));
    }

    private static @Nullable JsonNode json(@Nullable String text) {
        return text == null ? null : ContractJson.tree(text);
    }

    private List<Claim> inTransaction(Supplier<List<Claim>> work) {
        var claims = transactions.execute(_ -> work.get());
        return claims == null ? List.of() : claims;
    }
}

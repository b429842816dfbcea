// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import afterword.contract.EventId;
import java.util.Map;
import java.util.Optional;

/// All that is known of one event, from the promise to the delivery, every generation and every
/// call. What was said is asked for by itself.
final class EventPage {

    private static final String READ =
            """
            select json_build_object(
              'at', clock_timestamp(),
              'event', to_jsonb(e) || jsonb_build_object(
                 'dispatched_at', p.dispatched_at, 'rings', p.rings, 'outcome_dispatched_at', p.outcome_dispatched_at,
                 'traceparent', p.traceparent, 'problems', p.problems,
                 'status', case when e.status = 'PENDING' and exists (
                     select 1 from analysis.run_v1 r
                     where r.tenant = e.tenant and r.event_id = e.event_id and r.generation = e.generation)
                   then 'PROCESSING' else e.status end),
              'runs', coalesce((
                 select json_agg(to_jsonb(r) || to_jsonb(q) order by r.generation)
                 from analysis.run_v1 r left join analysis.progress_v1 q using (tenant, event_id, generation)
                 where r.tenant = :tenant and r.event_id = :id), '[]'),
              'parts', coalesce((
                 select json_agg(to_jsonb(o) order by o.generation, o.position)
                 from analysis.outcome_v1 o where o.tenant = :tenant and o.event_id = :id), '[]'),
              'calls', coalesce((
                 select json_agg(to_jsonb(c) order by c.at, c.phase <> 'STARTED', c.phase = 'ENDED')
                 from (select generation, name, fence, number, phase, at, provider, model, class, latency_ms,
                              input_tokens, output_tokens, cost_nanos
                       from analysis.call_v1 where tenant = :tenant and event_id = :id order by at limit 600) c), '[]')
              )::text
            from events.event_v1 e
            join events.progress_v1 p using (tenant, event_id)
            where e.tenant = :tenant and e.event_id = :id
            """;

    private static final String TRANSCRIPT =
            """
            select json_build_object('turns', turns_json::json, 'metadata', metadata)::text
            from events.transcript_v1 where tenant = :tenant and event_id = :id
            """;

    private final Glass glass;

    EventPage(Glass glass) {
        this.glass = glass;
    }

    /// JSON of an event, if it is stored.
    Optional<String> read(String tenant, EventId id) {
        return glass.look(READ, Map.of("tenant", tenant, "id", id.value()));
    }

    /// What was said, as long as it is kept.
    Optional<String> transcript(String tenant, EventId id) {
        return glass.look(TRANSCRIPT, Map.of("tenant", tenant, "id", id.value()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.contract.AnalysisStatus;
import afterword.contract.Reason;
import afterword.persistence.Columns;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// Ends and parks parts, any number in one statement.
///
/// The first end of a part stays; a repeat of the same write does no harm. A part that would be
/// parked beyond the park limit fails as EXPIRED: the database's clock says so. Waiting for a
/// budget does not count towards it: a day that is spent may be followed by another.
final class PartStatement {

    private static final String UPDATE =
            Held.by(
                            """
                            , :names::text[], :statuses::text[], :reasons::text[], :results::text[], :attempts::int[],
                            :models::text[], :providers::text[], :inputs::bigint[], :outputs::bigint[],
                            :costs::bigint[], :durations::bigint[], :delays::bigint[]\
                            """,
                            """
                            , name, status, reason, result, attempts, model, provider, input_tokens, output_tokens,
                            cost_nanos, duration_ms, delay_ms\
                            """,
                            "RUNNING")
                    + """
                    , judged as (
                      select w.*, p.parked_at as since, w.status = 'PARKED' and w.reason <> 'OVER_BUDGET'
                          and coalesce(p.parked_at, clock_timestamp()) + :parkLimit * interval '1 ms'
                            < clock_timestamp() + w.delay_ms * interval '1 ms' as expired
                      from wanted w
                      join held h using (tenant, event_id, generation, fence)
                      join analysis.part p using (tenant, event_id, generation, name)
                      where p.status not in ('SUCCEEDED', 'FAILED', 'SKIPPED') or p.fence = w.fence)
                    update analysis.part p set
                      status = case when j.expired then 'FAILED' else j.status end,
                      reason = case when j.expired then 'EXPIRED' else j.reason end,
                      result = j.result::jsonb, attempts = j.attempts, model = j.model, provider = j.provider,
                      input_tokens = j.input_tokens, output_tokens = j.output_tokens,
                      cost_nanos = j.cost_nanos, duration_ms = j.duration_ms, fence = j.fence,
                      parks = p.parks + case when j.status = 'PARKED' then 1 else 0 end,
                      parked_at = case when j.status = 'PARKED' and j.reason <> 'OVER_BUDGET'
                                       then coalesce(j.since, clock_timestamp()) else j.since end,
                      retry_at = case when j.status = 'PARKED' and not j.expired
                                      then clock_timestamp() + j.delay_ms * interval '1 ms' end,
                      ended_at = case when j.status <> 'PARKED' or j.expired then clock_timestamp() end
                    from judged j
                    where (p.tenant, p.event_id, p.generation, p.name) = (j.tenant, j.event_id, j.generation, j.name)
                    returning p.tenant, p.event_id, p.generation, p.name, p.status
                    """;

    /// One part of one run.
    record Slot(RunKey key, String name) {}

    private PartStatement() {}

    /// Stores the ends.
    ///
    /// @return the statuses that were stored; a part that is not in it was lost
    static Map<Slot, AnalysisStatus> update(
            JdbcClient jdbc, List<Write.PartEnded> parts, Duration parkLimit) {
        var kept = new HashMap<Slot, AnalysisStatus>();
        jdbc.sql(UPDATE)
                .params(columns(parts).parameters())
                .param("parkLimit", parkLimit.toMillis())
                .query(row -> {
                    var slot = new Slot(Rows.key(row), row.getString("name"));
                    kept.put(slot, AnalysisStatus.valueOf(row.getString("status")));
                });
        return kept;
    }

    private static Columns<Write.PartEnded> columns(List<Write.PartEnded> parts) {
        return Write.columns(parts)
                .text("fences", Write.PartEnded::fence)
                .text("names", Write.PartEnded::name)
                .text("statuses", part -> part.status().name())
                .text("reasons", part -> name(part.reason()))
                .text("results", part -> json(part.result()))
                .text("attempts", part -> part.spent().attempts())
                .text("models", part -> part.spent().model())
                .text("providers", part -> part.spent().provider())
                .text("inputs", part -> part.spent().inputTokens())
                .text("outputs", part -> part.spent().outputTokens())
                .text("costs", part -> part.spent().costNanos())
                .text("durations", part -> part.spent().durationMillis())
                .text("delays", part -> millis(part.delay()));
    }

    private static @Nullable String name(@Nullable Reason reason) {
        return reason == null ? null : reason.name();
    }

    private static @Nullable String json(@Nullable JsonNode result) {
        return result == null ? null : result.toString();
    }

    private static @Nullable Long millis(@Nullable Duration delay) {
        return delay == null ? null : delay.toMillis();
    }
}

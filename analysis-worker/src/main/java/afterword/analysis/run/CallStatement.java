// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Appends lines to the journal, any number in one statement. What was erased stays erased.
final class CallStatement {

    private static final String INSERT =
            """
            insert into analysis.call (tenant, event_id, generation, name, fence, number, phase, provider,
                                       model, class, raw, latency_ms, input_tokens, output_tokens,
                                       cached_tokens, cost_nanos, cost_estimated)
            select w.* from unnest(:tenants::text[], :events::uuid[], :generations::int[], :names::text[],
                :fences::bigint[], :numbers::int[], :phases::text[], :providers::text[], :models::text[],
                :classes::text[], :raws::bytea[], :latencies::bigint[], :inputs::bigint[], :outputs::bigint[],
                :cached::bigint[], :costs::bigint[], :estimated::boolean[])
              as w(tenant, event_id, generation, name, fence, number, phase, provider,
                   model, class, raw, latency_ms, input_tokens, output_tokens, cached_tokens, cost_nanos, cost_estimated)
            where not exists (
              select 1 from analysis.tombstone t where (t.tenant, t.event_id) = (w.tenant, w.event_id))
            on conflict do nothing
            """;

    private CallStatement() {}

    static void append(JdbcClient jdbc, List<Write.Called> lines) {
        var columns =
                Write.columns(lines)
                        .text("names", line -> line.row().name())
                        .text("fences", line -> line.row().fence())
                        .text("numbers", line -> line.row().number())
                        .text("phases", line -> line.row().phase().name())
                        .text("providers", line -> line.row().provider())
                        .text("models", line -> line.row().model())
                        .text("classes", CallStatement::found)
                        .bytes("raws", line -> line.row().raw())
                        .text("latencies", line -> line.row().latencyMillis())
                        .text("inputs", line -> line.row().usage().inputTokens())
                        .text("outputs", line -> line.row().usage().outputTokens())
                        .text("cached", line -> line.row().usage().cachedTokens())
                        .text("costs", CallStatement::costNanos)
                        .text("estimated", CallStatement::estimated);
        jdbc.sql(INSERT).params(columns.parameters()).update();
    }

    private static @Nullable String found(Write.Called line) {
        var found = line.row().found();
        return found == null ? null : found.name();
    }

    private static @Nullable Long costNanos(Write.Called line) {
        var cost = line.row().cost();
        return cost == null ? null : cost.nanos();
    }

    private static @Nullable Boolean estimated(Write.Called line) {
        var cost = line.row().cost();
        return cost == null ? null : cost.estimated();
    }
}

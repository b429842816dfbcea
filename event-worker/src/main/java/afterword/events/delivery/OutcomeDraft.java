// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import afterword.contract.AnalysisStatus;
import afterword.contract.AnalysisView;
import afterword.contract.ContractJson;
import afterword.contract.EventStatus;
import afterword.contract.EventView;
import afterword.contract.Reason;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Gathers the rows of one event, a row for each of its analyses. For one thread.
final class OutcomeDraft {

    private static final int NANO_DIGITS = 9;

    private final OutcomeRow event;
    private final Map<String, AnalysisView> analyses = new LinkedHashMap<>();

    /// @param row its first
    OutcomeDraft(ResultSet row) throws SQLException {
        var ended = instant(row, "event_ended_at");
        var view =
                new EventView(
                        row.getObject("event_id", UUID.class),
                        row.getString("conversation_id"),
                        row.getString("user_id"),
                        row.getString("bot_id"),
                        EventStatus.valueOf(row.getString("event_status")),
                        reason(row.getString("event_reason")),
                        row.getInt("revision"),
                        row.getObject("accepted_at", OffsetDateTime.class).toInstant(),
                        ended,
                        analyses);
        this.event =
                new OutcomeRow(
                        row.getString("tenant"),
                        row.getInt("revision"),
                        ended == null ? view.acceptedAt() : ended,
                        row.getString("traceparent"),
                        view);
    }

    /// Adds the analysis of a row, if it has one.
    void add(ResultSet row) throws SQLException {
        var name = row.getString("name");
        if (name != null) {
            analyses.put(name, analysis(row));
        }
    }

    /// The event with all that was added.
    OutcomeRow row() {
        return event;
    }

    private static AnalysisView analysis(ResultSet row) throws SQLException {
        return new AnalysisView(
                AnalysisStatus.valueOf(row.getString("status")),
                reason(row.getString("reason")),
                row.getInt("version"),
                json(row.getString("result")),
                row.getString("model"),
                row.getInt("attempts"),
                row.getObject("input_tokens", Long.class),
                row.getObject("output_tokens", Long.class),
                dollars(row.getObject("cost_nanos", Long.class)),
                row.getObject("duration_ms", Long.class),
                instant(row, "retry_at"));
    }

    private static @Nullable JsonNode json(@Nullable String text) {
        return text == null ? null : ContractJson.tree(text);
    }

    private static @Nullable BigDecimal dollars(@Nullable Long nanos) {
        return nanos == null ? null : BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /// @return null also for a reason that a newer service knows and this one does not
    private static @Nullable Reason reason(@Nullable String name) {
        return Arrays.stream(Reason.values())
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.admin;

import afterword.contract.Command;
import afterword.contract.ContractJson;
import afterword.contract.LetterFilter;
import afterword.contract.Tenant;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;

/// Reads what operators ask for: `events.dead_letter_v1`, `events.command_v1`, and the ledger.
///
/// Dead letters of unknown tenant are shown to the tenant `default`. Thread-safe; two statements at
/// once, so that no operator takes the pool from those who read outcomes.
final class AdminStore {

    private static final int TOGETHER = 2;
    private static final long PATIENCE_MS = 1_000;
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    /// Headers that a producer does not choose freely, or that say nothing of a person.
    private static final Set<String> OPEN_HEADERS =
            Set.of(
                    "afterword-accepted-at",
                    "afterword-channel",
                    "ce:specversion",
                    "ce:type",
                    "content-type",
                    "traceparent");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9 .:;=+/_-]{1,128}");

    private static final String LETTERS =
            """
            select d.*, e.conversation_id from events.dead_letter_v1 d
            left join events.event_v1 e on e.tenant = d.tenant and e.event_id = d.event_id
            where coalesce(d.tenant, 'default') = :tenant
            """;

    private static final String LISTED =
            LETTERS
                    + """
                      and (:reason::text is null or d.reason = :reason)
                      and (:stage::text is null or d.stage = :stage)
                      and (:origin::text is null or d.origin = :origin)
                      and d.id < :after
                    order by d.id desc limit :limit
                    """;

    private static final String COUNT =
            """
            select count(*) from events.dead_letter_v1 d
            where d.state = 'OPEN' and d.has_body and coalesce(d.tenant, 'default') = :tenant
              and (:ids::bigint[] is null or d.id = any(:ids::bigint[]))
              and (:reason::text is null or d.reason = :reason)
              and (:stage::text is null or d.stage = :stage)
              and (:before::timestamptz is null or d.last_seen < :before::timestamptz)
            """;

    private static final String EVENT =
            """
            select e.status = any(:statuses::text[]) and exists (
              select from events.transcript_v1 t where t.tenant = e.tenant and t.event_id = e.event_id)
            from events.event_v1 e where e.tenant = :tenant and e.event_id = :id
            """;

    private final JdbcClient jdbc;
    private final LedgerReport report;
    private final Semaphore turns = new Semaphore(TOGETHER);

    AdminStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.report = new LedgerReport(jdbc);
    }

    /// What a list is narrowed to.
    record Narrow(@Nullable String reason, @Nullable String stage, @Nullable String origin) {}

    /// Dead letters older than `after`, the newest first.
    List<Letters.Item> letters(Tenant tenant, Narrow to, long after, int limit) {
        return inTurn(() ->
                jdbc.sql(LISTED)
                        .param("tenant", tenant.name())
                        .param("reason", to.reason())
                        .param("stage", to.stage())
                        .param("origin", to.origin())
                        .param("after", after)
                        .param("limit", limit)
                        .query((row, _) -> item(row))
                        .list());
    }

    /// One dead letter.
    Optional<Letters.Detail> letter(Tenant tenant, long id) {
        return inTurn(() ->
                jdbc.sql(LETTERS + "and d.id = :id")
                        .param("tenant", tenant.name())
                        .param("id", id)
                        .query((row, _) -> detail(row))
                        .optional());
    }

    /// How many dead letters a replay would send.
    int count(Tenant tenant, LetterFilter filter) {
        var ids = filter.ids().stream().map(String::valueOf).toArray(String[]::new);
        return inTurn(() ->
                jdbc.sql(COUNT)
                        .param("tenant", tenant.name())
                        .param("ids", ids.length == 0 ? null : ids)
                        .param("reason", filter.reason() == null ? null : filter.reason().name())
                        .param("stage", filter.stage())
                        .param("before", text(filter.before()))
                        .query(Integer.class)
                        .single());
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    /// Whether an event would be analysed again; empty where there is no such event.
    Optional<Boolean> again(Tenant tenant, UUID event, Command.Kind kind) {
        var statuses =
                kind == Command.Kind.RETRY
                        ? new String[] {"FAILED", "PARTIAL"}
                        : new String[] {"FAILED", "PARTIAL", "PROCESSED", "SKIPPED"};
        return inTurn(() ->
                jdbc.sql(EVENT)
                        .param("tenant", tenant.name())
                        .param("id", event)
                        .param("statuses", statuses)
                        .query(Boolean.class)
                        .optional());
    }

    /// An order that an event-worker has taken.
    Optional<CommandView> command(Tenant tenant, UUID id) {
        return inTurn(() ->
                jdbc.sql("select * from events.command_v1 where tenant = :tenant and id = :id")
                        .param("tenant", tenant.name())
                        .param("id", id)
                        .query((row, _) -> command(row))
                        .optional());
    }

    /// The ledger now.
    LedgerView ledger() {
        return inTurn(report::now);
    }

    private <T> T inTurn(Supplier<T> read) {
        try {
            if (!turns.tryAcquire(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return read.get();
        } finally {
            turns.release();
        }
    }

    private static Refusal busy() {
        return Refusal.of(ProblemKind.BUSY, "Too many operators ask at once.").retryAfter(1);
    }

    private static Letters.Item item(ResultSet row) throws SQLException {
        return new Letters.Item(
                row.getString("id"),
                row.getString("reason"),
                row.getString("stage"),
                row.getString("origin"),
                row.getString("channel"),
                row.getObject("event_id", UUID.class),
                row.getString("conversation_id"),
                row.getInt("attempts"),
                time(row, "first_seen"),
                time(row, "last_seen"),
                row.getString("state"),
                row.getBoolean("has_body"),
                row.getInt("replays"));
    }

    private static Letters.Detail detail(ResultSet row) throws SQLException {
        return new Letters.Detail(
                item(row),
                row.getString("detail"),
                headers(row.getString("headers")),
                row.getLong("body_bytes"),
                HexFormat.of().formatHex(row.getBytes("body_hash")),
                row.getObject("command_id", UUID.class),
                row.getObject("replayed_at") == null ? null : time(row, "replayed_at"));
    }

    private static Map<String, @Nullable String> headers(String json) {
        var shown = new TreeMap<String, @Nullable String>();
        ContractJson.mapper()
                .readValue(json, HEADERS)
                .forEach((name, value) -> {
                    boolean open = OPEN_HEADERS.contains(name) && PLAIN.matcher(value).matches();
                    shown.put(name, open ? value : null);
                });
        return shown;
    }

    private static CommandView command(ResultSet row) throws SQLException {
        var letters = row.getString("letters");
        return new CommandView(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("state"),
                row.getString("actor"),
                row.getBoolean("dry_run"),
                row.getInt("matched"),
                row.getInt("changed"),
                letters == null ? null : ContractJson.tree(letters),
                time(row, "executed_at"),
                row.getObject("ended_at") == null ? null : time(row, "ended_at"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}

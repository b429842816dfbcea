// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.llm.CallClass;
import afterword.analysis.outcome.EndedRun;
import afterword.contract.ContractJson;
import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Turn;
import afterword.persistence.Columns;
import afterword.persistence.StoreGate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.transaction.support.TransactionTemplate;

/// The ledger in PostgreSQL.
///
/// Writes go through one group commit, replies through one of their own: a reply is paid for and
/// may be lost until it is journaled, so it is one statement that locks nothing, and stands behind
/// none that does. Reads come from many virtual threads: a fair semaphore below the pool's size
/// keeps them in line, so that neither the pool's hand-off nor the writers, the sweeper and the
/// claims ever meet a crowd.
final class JdbcLedger implements Ledger {

    /// How long the relay leaves a fresh outcome to its first publisher.
    private static final Duration RELAY_AFTER = Duration.ofSeconds(5);

    private static final int WAITING_WRITES = 2048;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final StoreGate store;
    private final Duration parkLimit;
    private final Semaphore readers;
    private final Consumer<List<EndedRun>> ended;
    private final GroupCommit<Write, Stored> writer =
            new GroupCommit<>("ledger-writer", this::commit, Stored.REFUSED, WAITING_WRITES);
    private final GroupCommit<Write.Called, Stored> replies =
            new GroupCommit<>("reply-writer", this::append, Stored.REFUSED, WAITING_WRITES);

    /// A ledger at rest; see [#start].
    ///
    /// @param readers connections that visits may use at once
    /// @param ended told of runs whose end has just been committed
    JdbcLedger(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            StoreGate store,
            Duration parkLimit,
            int readers,
            Consumer<List<EndedRun>> ended) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.store = store;
        this.parkLimit = parkLimit;
        this.readers = new Semaphore(readers, true);
        this.ended = ended;
    }

    void start() {
        replies.start();
        writer.start();
    }

    /// Writes that wait for their commit; a gauge.
    int waiting() {
        return replies.waiting() + writer.waiting();
    }

    /// Stores what is queued, then takes nothing more.
    void close(Duration limit) {
        replies.close(limit);
        writer.close(limit);
    }

    @Override
    public Stored write(Write write) throws InterruptedException {
        return switch (write) {
            case Write.Called line -> replies.store(line);
            case Write.PartEnded _, Write.RunEnded _, Write.RunParked _ -> writer.store(write);
        };
    }

    @Override
    public CompletableFuture<Stored> offer(Write.PartEnded end) throws InterruptedException {
        return writer.offer(end);
    }

    @Override
    public void note(Write.Called line) {
        try {
            // the end of a call is followed by its part's, or by another call
            if (line.row().phase() == CallRow.Phase.ENDED) {
                writer.ride(line);
            } else {
                var _ = writer.offer(line);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // stopping; the line is a loss to statistics only
        }
    }

    private List<Stored> append(List<Write.Called> lines) {
        CallStatement.append(jdbc, lines);
        return Collections.nCopies(lines.size(), Stored.KEPT);
    }

    private List<Stored> commit(List<Write> writes) {
        var batch = new WriteBatch(jdbc, parkLimit, RELAY_AFTER);
        var stored = transactions.execute(_ -> batch.store(writes));
        if (stored == null) {
            throw new IllegalStateException("a transaction without a value");
        }
        ended.accept(batch.owing());
        return stored;
    }

    private static final String CONVERSATIONS =
            """
            select w.tenant, w.event_id, w.generation, t.conversation_id, t.user_id, t.bot_id, t.bot_name, t.bot_type,
                   t.start_time, t.end_time, t.turns_json, t.metadata
            from unnest(:tenants::text[], :events::uuid[], :generations::int[]) as w(tenant, event_id, generation)
            join events.transcript_v1 t on t.tenant = w.tenant and t.event_id = w.event_id
            """;

    @Override
    public Optional<Conversation> conversation(RunKey key) throws InterruptedException {
        return Optional.ofNullable(conversations(List.of(key)).get(key));
    }

    @Override
    public Map<RunKey, Conversation> conversations(List<RunKey> keys) throws InterruptedException {
        var columns =
                Columns.of(keys)
                        .text("tenants", RunKey::tenant)
                        .text("events", RunKey::eventId)
                        .text("generations", RunKey::generation);
        return read(
                "reading transcripts",
                () -> {
                    var found = new HashMap<RunKey, Conversation>();
                    jdbc.sql(CONVERSATIONS)
                            .params(columns.parameters())
                            .query(row -> {
                                found.put(Rows.key(row), conversation(row));
                            });
                    return found;
                });
    }

    private static Conversation conversation(ResultSet row) throws SQLException {
        return new Conversation(
                row.getString("conversation_id"),
                row.getString("user_id"),
                row.getString("bot_id"),
                row.getString("bot_name"),
                row.getString("bot_type"),
                time(row, "start_time"),
                row.getObject("end_time", OffsetDateTime.class).toInstant(),
                turns(row.getString("turns_json")),
                row.getString("metadata"));
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static List<Turn> turns(@Nullable String json) {
        var turns = new ArrayList<Turn>();
        for (var turn : ContractJson.tree(json == null ? "[]" : json)) {
            boolean user = Role.USER.speaker().equals(turn.path("speaker").asString(""));
            turns.add(
                    new Turn(
                            user ? Role.USER : Role.BOT,
                            turn.path("text").asString(""),
                            Instant.parse(turn.path("at").asString("1970-01-01T00:00:00Z"))));
        }
        return turns;
    }

    @Override
    public List<EarlierCall> calls(RunKey key) throws InterruptedException {
        return read(
                "reading a journal",
                () ->
                        keyed(
                                        """
                                        select name, fence, number, min(provider) as provider,
                                          coalesce(max(model) filter (where phase = 'ENDED'), max(model)) as model,
                                          max(class) as class, max(latency_ms) as latency_ms,
                                          max(input_tokens) as input_tokens, max(output_tokens) as output_tokens,
                                          max(cost_nanos) as cost_nanos,
                                          (array_agg(raw) filter (where raw is not null))[1] as raw
                                        from analysis.call
                                        where tenant = :tenant and event_id = :event and generation = :generation
                                        group by name, fence, number
                                        order by name, fence, number
                                        """,
                                        key)
                                .param("generation", key.generation())
                                .query((row, _) -> earlier(row))
                                .list());
    }

    private static EarlierCall earlier(ResultSet row) throws SQLException {
        var found = row.getString("class");
        return new EarlierCall(
                row.getString("name"),
                row.getLong("fence"),
                row.getInt("number"),
                row.getString("provider"),
                row.getString("model"),
                found == null ? null : CallClass.valueOf(found),
                row.getBytes("raw"),
                row.getLong("latency_ms"),
                Rows.nullableLong(row, "input_tokens"),
                Rows.nullableLong(row, "output_tokens"),
                Rows.nullableLong(row, "cost_nanos"));
    }

    @Override
    public void closeErased(RunKey key) throws InterruptedException {
        read(
                "closing an erased run",
                () ->
                        keyed(
                                        """
                                        update analysis.run r set state = 'ENDED', outcome = 'SKIPPED', owner = null,
                                          fence = fence + 1, due_at = null, alone = false, ended_at = clock_timestamp(),
                                          relay_due = clock_timestamp()
                                        where tenant = :tenant and event_id = :event and generation = :generation
                                          and state <> 'ENDED'
                                          and exists (select 1 from analysis.tombstone t
                                                      where (t.tenant, t.event_id) = (r.tenant, r.event_id))
                                        """,
                                        key)
                                .param("generation", key.generation())
                                .update());
    }

    private StatementSpec keyed(String sql, RunKey key) {
        return jdbc.sql(sql).param("tenant", key.tenant()).param("event", key.eventId());
    }

    private <T> T read(String what, Supplier<T> query) throws InterruptedException {
        readers.acquire();
        try {
            return store.pass(what, query);
        } finally {
            readers.release();
        }
    }
}

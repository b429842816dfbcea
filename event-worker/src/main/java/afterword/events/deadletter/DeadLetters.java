// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.contract.ContractJson;
import afterword.contract.Headers;
import afterword.contract.LetterFilter;
import afterword.contract.Reason;
import afterword.messaging.RowOutbox;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Buries messages: a row with the raw bytes and the reason, and an announcement without them.
///
/// The same bytes from the same place for the same reason are one row, so that a redelivery, or a
/// producer that repeats its mistake a million times, does not fill the table. Thread-safe.
public final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    /// What a replay needs; other headers may hold anything and are dropped.
    private static final Set<String> KEPT =
            Set.of(
                    Headers.IDEMPOTENCY_KEY.toLowerCase(Locale.ROOT),
                    Headers.TENANT,
                    Headers.ACCEPTED_AT,
                    Headers.CHANNEL,
                    Headers.TRACEPARENT,
                    "content-type",
                    "ce:id",
                    "ce:source",
                    "ce:type",
                    "ce:specversion");

    private static final List<Reason> BURIED =
            List.of(
                    Reason.MALFORMED,
                    Reason.INVALID,
                    Reason.OVERSIZE,
                    Reason.POISON,
                    Reason.UNSTORABLE,
                    Reason.INTERNAL);

    private static final int HEADER_CHARS = 1_024;

    private static final String BURY =
            """
            insert into events.dead_letter (tenant, event_id, origin, channel, stage, reason, detail,
                                            body, body_bytes, body_hash, headers)
            values (:tenant, :event::uuid, :origin, :channel, :stage, :reason, :detail, :body::bytea, :bytes, :hash, :headers)
            on conflict (origin, body_hash, stage, reason)
              do update set attempts = dead_letter.attempts + 1, last_seen = now(), state = 'OPEN',
                body = coalesce(dead_letter.body, excluded.body)
            returning id, attempts
            """;

    /// Letters of unknown tenant are the first tenant's: somebody must see them.
    private static final String FIT =
            """
            d.state = 'OPEN' and d.body is not null and coalesce(d.tenant, 'default') = :tenant
              and (:ids::bigint[] is null or d.id = any(:ids::bigint[]))
              and (:reason::text is null or d.reason = :reason)
              and (:stage::text is null or d.stage = :stage)
              and (:before::timestamptz is null or d.last_seen < :before::timestamptz)
            """;

    private static final String REPLAY =
            """
            with mine as (
              select d.id from events.dead_letter d where %s
              order by d.id for update of d)
            update events.dead_letter d set state = 'REPLAYING', command_id = :command, replay_due = now()
            from mine where d.id = mine.id
            """
                    .formatted(FIT);

    private final JdbcClient jdbc;
    private final RowOutbox<Announcement> announcements;
    private final DeadLetterSettings settings;
    private final MeterRegistry meters;

    DeadLetters(
            JdbcClient jdbc,
            RowOutbox<Announcement> announcements,
            DeadLetterSettings settings,
            MeterRegistry meters) {
        this.jdbc = jdbc;
        this.announcements = announcements;
        this.settings = settings;
        this.meters = meters;
        // from the start, so that a rate over them sees the first dead letter too
        for (var reason : BURIED) {
            count(Stage.INTAKE, reason, 0);
        }
        count(Stage.OUTCOME, Reason.UNKNOWN_MESSAGE, 0);
    }

    /// Commits a dead letter. Only when this has returned may the message be acknowledged.
    ///
    /// @return its id
    public long bury(Burial burial) {
        var hash = sha256(burial.body());
        var row = insert(burial, hash);
        count(burial.stage(), burial.reason(), 1);
        LOG.warn(
                "dead letter: id={}, origin={}, stage={}, reason={}, bytes={}, attempts={}; {}",
                row.id(),
                burial.origin(),
                burial.stage().label(),
                burial.reason(),
                burial.body().length,
                row.attempts(),
                burial.detail());
        if (row.attempts() == 1) {
            announcements.offer(List.of(announcement(row.id(), burial, hash)));
        }
        return row.id();
    }

    private void count(Stage stage, Reason reason, int letters) {
        Counter.builder("afterword.events.dead.letters")
                .description("Messages buried, repeats included")
                .tags("stage", stage.label(), "reason", reason.name())
                .register(meters)
                .increment(letters);
    }

    /// Sends open letters once more, in the caller's transaction: from now on it is owed.
    ///
    /// @param command the order, for the audit and its count
    /// @return how many fit
    public int replay(UUID command, String tenant, LetterFilter filter) {
        return jdbc.sql(REPLAY)
                .params(parameters(tenant, filter))
                .param("command", command)
                .update();
    }

    /// How many a replay would send.
    public int matching(String tenant, LetterFilter filter) {
        return jdbc.sql("select count(*) from events.dead_letter d where " + FIT)
                .params(parameters(tenant, filter))
                .query(Integer.class)
                .single();
    }

    private static Map<String, @Nullable Object> parameters(String tenant, LetterFilter filter) {
        var parameters = new HashMap<String, @Nullable Object>();
        parameters.put("tenant", tenant);
        parameters.put("ids", filter.ids().isEmpty() ? null : texts(filter.ids()));
        parameters.put("reason", filter.reason() == null ? null : filter.reason().name());
        parameters.put("stage", filter.stage());
        parameters.put("before", filter.before() == null ? null : filter.before().toString());
        return parameters;
    }

    private static String[] texts(List<Long> ids) {
        return ids.stream().map(String::valueOf).toArray(String[]::new);
    }

    private record Buried(long id, int attempts) {}

    private Buried insert(Burial burial, byte[] hash) {
        boolean small = burial.body().length <= settings.keepBytes().toBytes();
        return jdbc.sql(BURY)
                .param("tenant", burial.tenant())
                .param("event", burial.eventId() == null ? null : burial.eventId().toString())
                .param("origin", burial.origin())
                .param("channel", burial.channel())
                .param("stage", burial.stage().label())
                .param("reason", burial.reason().name())
                .param("detail", burial.detail())
                .param("body", small ? burial.body() : null)
                .param("bytes", burial.body().length)
                .param("hash", hash)
                .param("headers", headers(burial.headers()))
                .query((row, _) -> new Buried(row.getLong("id"), row.getInt("attempts")))
                .single();
    }

    private static Announcement announcement(long id, Burial burial, byte[] hash) {
        return new Announcement(
                id,
                burial.reason().name(),
                burial.stage().label(),
                burial.origin(),
                HexFormat.of().formatHex(hash),
                burial.tenant(),
                burial.eventId());
    }

    private static String headers(Map<String, String> headers) {
        var kept = new TreeMap<String, String>();
        headers.forEach((name, value) -> {
            var lower = name.toLowerCase(Locale.ROOT);
            if (KEPT.contains(lower) && value.length() <= HEADER_CHARS) {
                kept.put(lower, value);
            }
        });
        return new String(ContractJson.write(kept), StandardCharsets.UTF_8);
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.contract.ContractJson;
import afterword.contract.Headers;
import afterword.contract.Reason;
import afterword.messaging.RowOutbox;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
              do update set attempts = dead_letter.attempts + 1, last_seen = now()
            returning id, attempts
            """;

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
            count("intake", reason, 0);
        }
        count("outcome", Reason.UNKNOWN_MESSAGE, 0);
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
                burial.stage(),
                burial.reason(),
                burial.body().length,
                row.attempts(),
                burial.detail());
        if (row.attempts() == 1) {
            announcements.offer(List.of(announcement(row.id(), burial, hash)));
        }
        return row.id();
    }

    private void count(String stage, Reason reason, int letters) {
        Counter.builder("afterword.events.dead.letters")
                .description("Messages buried, repeats included")
                .tags("stage", stage, "reason", reason.name())
                .register(meters)
                .increment(letters);
    }

    private record Buried(long id, int attempts) {}

    private Buried insert(Burial burial, byte[] hash) {
        boolean small = burial.body().length <= settings.keepBytes().toBytes();
        return jdbc.sql(BURY)
                .param("tenant", burial.tenant())
                .param("event", burial.eventId() == null ? null : burial.eventId().toString())
                .param("origin", burial.origin())
                .param("channel", burial.channel())
                .param("stage", burial.stage())
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
                burial.stage(),
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

// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/// What makes two submissions the same event. The channel is never part of it, so REST, AMQP and
/// Kafka meet in one event.
public sealed interface EventKey {

    /// The producer's own key, from the header `Idempotency-Key`.
    ///
    /// @param key 1 to 255 visible ASCII characters
    record Idempotency(String key) implements EventKey {}

    /// A CloudEvent's identity.
    record CloudEvent(String source, String id) implements EventKey {}

    /// The end of a conversation, when the producer gave no key: another end is another event.
    record ConversationEnd(String conversationId, Instant end) implements EventKey {}

    /// Computes the event id: UUIDv8 over SHA-256 of the length-prefixed (tenant, kind, parts).
    ///
    /// For [ConversationEnd] the first 48 bits are the end time in ms, so that ids of one day lie
    /// together in an index; for the others they are hash.
    default EventId idFor(Tenant tenant) {
        return switch (this) {
            case Idempotency(var key) ->
                    new EventId(uuid(hash(tenant, "idempotency-key", key), -1));
            case CloudEvent(var source, var id) ->
                    new EventId(uuid(hash(tenant, "cloudevent", source, id), -1));
            case ConversationEnd(var conversation, var end) -> {
                long millis = end.toEpochMilli();
                yield new EventId(
                        uuid(
                                hash(tenant, "conversation", conversation, Long.toString(millis)),
                                millis));
            }
        };
    }

    private static byte[] hash(Tenant tenant, String kind, String... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            update(digest, tenant.name());
            update(digest, kind);
            for (var part : parts) {
                update(digest, part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void update(MessageDigest digest, String part) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        digest.update(bytes);
    }

    private static UUID uuid(byte[] hash, long millis) {
        var buffer = ByteBuffer.wrap(hash);
        long high = buffer.getLong();
        long low = buffer.getLong();
        if (millis >= 0) {
            high = (millis << 16) | (high & 0xFFFF);
        }
        high = (high & ~0xF000L) | 0x8000L;
        low = (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.contract.Reason;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A dead letter as operators look at it. Its bytes are not mapped, so that no listing loads them.
@Entity
@Table(schema = "events", name = "dead_letter")
class DeadLetter {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    private @Nullable String tenant;
    private @Nullable UUID eventId;
    private String origin;
    private String channel;
    private String stage;

    @Enumerated(EnumType.STRING)
    private Reason reason;

    private @Nullable String detail;
    private long bodyBytes;
    private byte[] bodyHash;
    private String headers;
    private int attempts;
    private Instant firstSeen;
    private Instant lastSeen;
    private @Nullable Instant announcedAt;

    /// For JPA.
    protected DeadLetter() {}

    long id() {
        return id;
    }

    @Nullable String tenant() {
        return tenant;
    }

    @Nullable UUID eventId() {
        return eventId;
    }

    String origin() {
        return origin;
    }

    String channel() {
        return channel;
    }

    String stage() {
        return stage;
    }

    Reason reason() {
        return reason;
    }

    @Nullable String detail() {
        return detail;
    }

    /// Size of the message, also where the bytes themselves were too many to keep.
    long bodyBytes() {
        return bodyBytes;
    }

    byte[] bodyHash() {
        return bodyHash.clone();
    }

    /// JSON object.
    String headers() {
        return headers;
    }

    int attempts() {
        return attempts;
    }

    Instant firstSeen() {
        return firstSeen;
    }

    Instant lastSeen() {
        return lastSeen;
    }

    @Nullable Instant announcedAt() {
        return announcedAt;
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.outcome;

import afterword.contract.ContractJson;
import afterword.contract.Reason;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tells the dead-letters topic what this service has given up.
///
/// News only, sent once and not waited for: a run that was given up is a recorded outcome, and a
/// message that was no request is in the log with its hash.
public final class Announcements {

    private final Publisher publisher;

    Announcements(Publisher publisher) {
        this.publisher = publisher;
    }

    /// A run killed its owners.
    public void poison(String tenant, UUID eventId) {
        send(new News(Reason.POISON, "analysis", "analysis.run", null, tenant, eventId));
    }

    /// A message is no request for an analysis.
    ///
    /// @param origin where it came from
    /// @param hash SHA-256 of its body, hexadecimal
    public void unknownMessage(String origin, String hash) {
        send(new News(Reason.UNKNOWN_MESSAGE, "analysis.intake", origin, hash, null, null));
    }

    private void send(News news) {
        var key = news.eventId() == null ? String.valueOf(news.hash()) : news.eventId().toString();
        var _ =
                publisher.publish(
                        Message.of(Route.DEAD_LETTERS, key, Map.of(), ContractJson.write(news)));
    }

    /// The body of the message; the fields that event-worker's announcements have too.
    private record News(
            Reason reason,
            String stage,
            String origin,
            @Nullable String hash,
            @Nullable String tenant,
            @Nullable UUID eventId) {}
}

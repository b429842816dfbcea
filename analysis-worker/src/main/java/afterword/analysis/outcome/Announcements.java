// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.outcome;

import afterword.contract.ContractJson;
import afterword.contract.Headers;
import afterword.contract.Reason;
import afterword.messaging.Delivery;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tells what this service has given up.
///
/// Of a run it is news only, sent once and not waited for, since the run's end is recorded. A
/// message that is no request goes on to event-worker, whose table of dead letters is its one home.
public final class Announcements {

    private static final Duration AGAIN = Duration.ofMillis(500);

    private final Publisher publisher;

    Announcements(Publisher publisher) {
        this.publisher = publisher;
    }

    /// A run killed its owners.
    public void poison(String tenant, UUID eventId) {
        var news = new News(Reason.POISON, "analysis", "analysis.run", null, tenant, eventId);
        var _ =
                publisher.publish(
                        Message.of(
                                Route.DEAD_LETTERS,
                                eventId.toString(),
                                Map.of(),
                                ContractJson.write(news)));
    }

    /// Passes on a message that is no request for an analysis; waits until the broker has it, for
    /// it must not be let go before.
    public void unknownMessage(Delivery delivery) throws InterruptedException {
        var headers = new HashMap<>(delivery.headers());
        headers.put(Headers.UNDELIVERED_FROM, Route.ANALYSIS_REQUESTED.address());
        headers.put(Headers.UNDELIVERED_REASON, Reason.UNKNOWN_MESSAGE.name());
        var message = Message.of(Route.UNDELIVERED, delivery.origin(), headers, delivery.body());
        while (!publisher.publishAll(List.of(message)).getFirst().confirmed()) {
            Thread.sleep(AGAIN);
        }
    }

    /// The body of the message; the fields that event-worker's announcements have too.
    private record News(
            Reason reason,
            String stage,
            String origin,
            @Nullable String hash,
            String tenant,
            UUID eventId) {}
}

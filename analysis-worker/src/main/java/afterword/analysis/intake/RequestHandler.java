// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.intake;

import afterword.analysis.outcome.Announcements;
import afterword.analysis.run.Asked;
import afterword.analysis.run.RunKey;
import afterword.analysis.run.Runs;
import afterword.contract.AnalysisRequested;
import afterword.contract.ContractJson;
import afterword.contract.Headers;
import afterword.contract.Tenant;
import afterword.messaging.BatchHandler;
import afterword.messaging.Delivery;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// Turns deliveries into runs: permit, claim, run.
///
/// The row is the duty, not the message. A delivery is kept while its run goes on, as flow control
/// only; one whose run is in somebody's hands already, or over, is done with.
final class RequestHandler implements BatchHandler {

    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

    private final Runs runs;
    private final Announcements announcements;
    private final IntakeMeters meters;

    RequestHandler(Runs runs, Announcements announcements, IntakeMeters meters) {
        this.runs = runs;
        this.announcements = announcements;
        this.meters = meters;
    }

    @Override
    public void handle(List<Delivery> batch) throws InterruptedException {
        var asked = new LinkedHashMap<Asked, Delivery>();
        for (var delivery : batch) {
            var request = read(delivery);
            if (request.isEmpty()) {
                discard(delivery);
            } else if (asked.putIfAbsent(request.get(), delivery) != null) {
                meters.request("repeated", 1);
                delivery.done(); // twice in one batch
            }
        }
        var left = List.copyOf(asked.keySet());
        while (!left.isEmpty()) {
            int permits = runs.permits(left.size());
            take(left.subList(0, permits), asked);
            left = left.subList(permits, left.size());
        }
    }

    private void take(List<Asked> asked, Map<Asked, Delivery> deliveries)
            throws InterruptedException {
        var held = new LinkedHashMap<RunKey, Delivery>();
        asked.forEach(it -> held.put(it.key(), deliveryOf(it, deliveries)));
        var started =
                runs.take(
                        asked,
                        key -> {
                            var delivery = held.get(key);
                            if (delivery != null) {
                                delivery.done();
                            }
                        });
        held.forEach((key, delivery) -> {
            if (started.contains(key)) {
                delivery.claimed();
            } else {
                delivery.done();
            }
        });
        meters.request("claimed", started.size());
        meters.request("repeated", asked.size() - started.size());
    }

    private static Delivery deliveryOf(Asked asked, Map<Asked, Delivery> deliveries) {
        var delivery = deliveries.get(asked);
        if (delivery == null) {
            throw new IllegalStateException("every request came with a delivery");
        }
        return delivery;
    }

    private static Optional<Asked> read(Delivery delivery) {
        try {
            var request = ContractJson.read(delivery.body(), AnalysisRequested.class);
            if (!isComplete(request)) {
                return Optional.empty();
            }
            var key = new RunKey(request.tenant(), request.eventId(), request.generation());
            return Optional.of(new Asked(key, delivery.headers().get(Headers.TRACEPARENT)));
        } catch (JacksonException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// JSON may leave out what the record's types promise.
    @SuppressWarnings("NullAway")
    private static boolean isComplete(AnalysisRequested request) {
        return request != null
                && request.tenant() != null
                && !new Tenant(request.tenant()).name().isEmpty() // checks the alphabet
                && request.eventId() != null
                && request.generation() >= 1;
    }

    private void discard(Delivery delivery) throws InterruptedException {
        LOG.warn("message is no request, goes to the dead letters: origin={}", delivery.origin());
        meters.request("unknown", 1);
        announcements.unknownMessage(delivery);
        delivery.done();
    }
}

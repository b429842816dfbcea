// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.contract.EventId;
import afterword.gateway.access.Caller;
import afterword.gateway.access.Needs;
import afterword.gateway.access.Receipts;
import afterword.gateway.access.Scope;
import afterword.gateway.live.Note;
import afterword.gateway.live.Reader;
import afterword.gateway.live.StreamEnd;
import afterword.gateway.live.Streams;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// The progress of one event as server-sent events. Who may ask, and what a receipt proves, is as
/// with the event itself.
@Controller
final class ProgressController {

    private final OutcomeStore store;
    private final Receipts receipts;
    private final ProgressFeed feed;
    private final Streams streams;

    ProgressController(
            OutcomeStore store, Receipts receipts, ProgressFeed feed, Streams progressStreams) {
        this.store = store;
        this.receipts = receipts;
        this.feed = feed;
        this.streams = progressStreams;
    }

    @Needs(Scope.READ)
    @GetMapping(path = "/v1/events/{id}/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void stream(
            Caller caller,
            @PathVariable("id") String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        var key =
                EventId.parse(id)
                        .map(it -> new OutcomeStore.Key(caller.tenant(), it))
                        .orElseThrow(OutcomeController::notFound);
        var told = Progress.parse(request.getHeader("Last-Event-ID"));
        var found = store.event(key);
        if (found.isEmpty()) {
            var accepted = promised(key, request);
            streams.send(response, reader -> begin(key, reader, accepted, told));
        } else if (told.isPresent() && over(told.get(), Progress.of(found.get()))) {
            response.setStatus(204); // a browser's EventSource stops asking
        } else {
            streams.send(response, reader -> begin(key, reader, found.get(), told));
        }
    }

    private static boolean over(Progress told, Progress now) {
        return now.status().ended() && told.equals(now);
    }

    private byte[] promised(OutcomeStore.Key key, HttpServletRequest request) {
        var parameter = request.getParameter("receipt");
        @Nullable String receipt =
                parameter == null ? request.getHeader("Afterword-Receipt") : parameter;
        return receipts.accepted(key.tenant(), key.id(), receipt)
                .map(accepted -> EventJson.accepted(key.id(), accepted))
                .orElseThrow(OutcomeController::notFound);
    }

    private Runnable begin(
            OutcomeStore.Key key, Reader reader, byte[] accepted, Optional<Progress> told) {
        if (told.isEmpty()) {
            reader.offer(Steps.accepted(accepted));
        }
        return feed.follow(key, reader, Progress.ACCEPTED);
    }

    private Runnable begin(
            OutcomeStore.Key key, Reader reader, StoredEvent event, Optional<Progress> told) {
        var now = Progress.of(event);
        if (!now.equals(told.orElse(null))) {
            reader.offer(first(event, told));
        }
        if (now.status().ended()) {
            reader.end(StreamEnd.ENDED);
            return () -> {};
        }
        return feed.follow(key, reader, now);
    }

    private static Note first(StoredEvent event, Optional<Progress> told) {
        return Steps.since(told.orElse(Progress.ACCEPTED), event);
    }
}

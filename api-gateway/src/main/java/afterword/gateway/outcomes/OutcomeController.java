// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import afterword.contract.EventId;
import afterword.gateway.access.Caller;
import afterword.gateway.access.Needs;
import afterword.gateway.access.Receipts;
import afterword.gateway.access.Scope;
import afterword.gateway.answer.Answer;
import afterword.gateway.answer.PageSize;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// Reads of one event, of a conversation, of the feed.
@Controller
final class OutcomeController {

    private static final String JSON = "application/json";
    private static final Pattern CONVERSATION_ID = Pattern.compile("[A-Za-z0-9._:@+-]{1,128}");

    private final OutcomeStore store;
    private final Waiters waiters;
    private final Receipts receipts;

    OutcomeController(OutcomeStore store, Waiters waiters, Receipts receipts) {
        this.store = store;
        this.waiters = waiters;
        this.receipts = receipts;
    }

    @Needs(Scope.READ)
    @GetMapping(path = "/v1/events/{id}", produces = JSON)
    Answer event(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        var wait = Wait.of(request);
        var key =
                EventId.parse(id)
                        .map(it -> new OutcomeStore.Key(caller.tenant(), it))
                        .orElseThrow(OutcomeController::notFound);
        var found = store.event(key);
        var promised = found.isPresent() ? Optional.<Answer>empty() : promised(key, request);
        if (found.isEmpty() && promised.isEmpty()) {
            throw notFound();
        }
        boolean ended = found.isPresent() && found.get().row().status().ended();
        if (wait.isPresent() && !ended) {
            var end = waiters.await(key, wait.get().duration());
            found = end.isPresent() ? end : store.event(key);
        }
        var answer =
                found.map(EventJson::event)
                        .map(body -> Answer.json(200, body))
                        .or(() -> promised)
                        .orElseThrow(OutcomeController::notFound);
        return wait.map(it -> answer.with("Preference-Applied", it.applied())).orElse(answer);
    }

    /// What a valid receipt proves of an event that is not stored yet.
    private Optional<Answer> promised(OutcomeStore.Key key, HttpServletRequest request) {
        var parameter = request.getParameter("receipt");
        var receipt = parameter == null ? request.getHeader("Afterword-Receipt") : parameter;
        return receipts.accepted(key.tenant(), key.id(), receipt)
                .map(accepted -> Answer.json(200, EventJson.accepted(key.id(), accepted)));
    }

    static Refusal notFound() {
        return Refusal.of(
                ProblemKind.NOT_FOUND,
                "No such event is stored. If it was accepted just now, ask with its receipt.");
    }

    @Needs(Scope.READ)
    @GetMapping(path = "/v1/conversations/{id}", produces = JSON)
    Answer conversation(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        int limit = PageSize.of(request.getParameter("limit"));
        var after = request.getParameter("after");
        var cursor = after == null ? Cursor.Conversation.START : Cursor.Conversation.parse(after);
        var events =
                CONVERSATION_ID.matcher(id).matches()
                        ? store.conversation(caller.tenant(), id, cursor, limit + 1)
                        : List.<StoredEvent>of();
        if (events.size() <= limit) {
            return Answer.json(200, EventJson.list(events, null));
        }
        var page = events.subList(0, limit);
        var last = page.getLast();
        var next = new Cursor.Conversation(last.place(), last.row().key().id().value());
        return Answer.json(200, EventJson.list(page, next.text()));
    }

    @Needs(Scope.READ)
    @GetMapping(path = "/v1/outcomes", produces = JSON)
    Answer feed(Caller caller, HttpServletRequest request) {
        int limit = PageSize.of(request.getParameter("limit"));
        var after = request.getParameter("after");
        var cursor = after == null ? Cursor.Feed.START : Cursor.Feed.parse(after);
        var events = store.feed(caller.tenant(), cursor, limit);
        var next = events.isEmpty() ? cursor : new Cursor.Feed(events.getLast().place());
        return Answer.json(200, EventJson.list(events, next.text()));
    }
}

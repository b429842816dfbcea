// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.console;

import afterword.contract.EventId;
import afterword.gateway.access.Caller;
import afterword.gateway.access.Needs;
import afterword.gateway.access.Scope;
import afterword.gateway.answer.Answer;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import afterword.gateway.live.Streams;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// What the console's pages ask for. Made for them alone: it changes with them.
@Controller
final class ConsoleController {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleController.class);
    private static final String JSON = "application/json";

    private final Boards boards;
    private final EventSearch search;
    private final EventPage page;
    private final Streams streams;

    ConsoleController(Boards boards, EventSearch search, EventPage page, Streams consoleStreams) {
        this.boards = boards;
        this.search = search;
        this.page = page;
        this.streams = consoleStreams;
    }

    private record Me(String key, String tenant, List<Scope> scopes) {}

    /// Who looks, and what they may.
    @Needs(Scope.READ)
    @GetMapping(path = "/v1/console/me", produces = JSON)
    Answer me(Caller caller) {
        var scopes = caller.scopes().stream().sorted().toList();
        return Answer.json(200, new Me(caller.keyId(), caller.tenant().name(), scopes));
    }

    /// A page's data, again and again.
    @Needs(Scope.READ)
    @GetMapping(path = "/v1/console/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void stream(Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var view = view(caller, request.getParameter("page"), request);
        boards.check(view);
        streams.send(response, reader -> boards.watch(view, reader));
    }

    /// A page's data, once.
    @Needs(Scope.READ)
    @GetMapping(path = "/v1/console/pages/{page}", produces = JSON)
    Answer once(Caller caller, @PathVariable("page") String name, HttpServletRequest request) {
        return json(boards.read(view(caller, name, request)));
    }

    private static Board.View view(
            Caller caller, @Nullable String page, HttpServletRequest request) {
        var window = Window.of(request.getParameter("window"));
        return new Board.View(page == null ? "" : page, caller.tenant().name(), window);
    }

    @Needs(Scope.READ)
    @GetMapping(path = "/v1/console/events", produces = JSON)
    Answer events(Caller caller, HttpServletRequest request) {
        return json(search.find(caller.tenant().name(), request));
    }

    @Needs(Scope.READ)
    @GetMapping(path = "/v1/console/events/{id}", produces = JSON)
    Answer event(Caller caller, @PathVariable("id") String id) {
        return EventId.parse(id)
                .flatMap(it -> page.read(caller.tenant().name(), it))
                .map(ConsoleController::json)
                .orElseThrow(ConsoleController::notFound);
    }

    /// What was said. Who looked is logged; what they saw is not.
    @Needs(Scope.ADMIN)
    @GetMapping(path = "/v1/console/events/{id}/transcript", produces = JSON)
    Answer transcript(Caller caller, @PathVariable("id") String id) {
        var found = EventId.parse(id).orElseThrow(ConsoleController::notFound);
        var said =
                page.transcript(caller.tenant().name(), found)
                        .orElseThrow(ConsoleController::notFound);
        LOG.info("transcript shown: event={}, key={}", found, caller.keyId());
        return json(said);
    }

    private static Answer json(String text) {
        return Answer.json(200, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Refusal notFound() {
        return Refusal.of(
                ProblemKind.NOT_FOUND, "No such event is stored, or it is no longer kept.");
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.admin;

import afterword.contract.Command;
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
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/// The ledger, dead letters, retries, and the orders that came of them.
@Controller
final class AdminController {

    private static final String JSON = "application/json";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final AdminStore store;
    private final Orders orders;
    private final Receipts receipts;

    AdminController(AdminStore store, Orders orders, Receipts receipts) {
        this.store = store;
        this.orders = orders;
        this.receipts = receipts;
    }

    /// Of the whole line, whichever tenant asks: a message that is lost has no tenant any more.
    @Needs(Scope.ADMIN)
    @GetMapping(path = "/v1/admin/ledger", produces = JSON)
    Answer ledger() {
        return Answer.json(200, store.ledger());
    }

    @Needs(Scope.ADMIN)
    @GetMapping(path = "/v1/admin/dead-letters", produces = JSON)
    Answer letters(Caller caller, HttpServletRequest request) {
        int limit = PageSize.of(request.getParameter("limit"));
        var reason = ReplayOrder.reason(request.getParameter("reason"));
        var narrow =
                new AdminStore.Narrow(
                        reason == null ? null : reason.name(),
                        plain(request.getParameter("stage")),
                        plain(request.getParameter("origin")));
        long after = after(request.getParameter("after"));
        var letters = store.letters(caller.tenant(), narrow, after, limit + 1);
        boolean more = letters.size() > limit;
        var page = more ? letters.subList(0, limit) : letters;
        return Answer.json(200, new Letters.Page(page, more ? page.getLast().id() : null));
    }

    private static long after(@Nullable String text) {
        if (text == null) {
            return Long.MAX_VALUE;
        }
        return number(text)
                .orElseThrow(() ->
                        Refusal.of(
                                ProblemKind.CURSOR,
                                "Send the next of an earlier answer of the same list."));
    }

    private static Optional<Long> number(String text) {
        return NUMBER.matcher(text).matches()
                ? Optional.of(Long.parseLong(text))
                : Optional.empty();
    }

    /// PostgreSQL takes no U+0000 as text.
    private static @Nullable String plain(@Nullable String text) {
        if (text != null && (text.length() > 256 || text.indexOf(0) >= 0)) {
            throw Refusal.of(ProblemKind.PARAMETER, "stage and origin are those of the listing.");
        }
        return text;
    }

    @Needs(Scope.ADMIN)
    @GetMapping(path = "/v1/admin/dead-letters/{id}", produces = JSON)
    Answer letter(Caller caller, @PathVariable("id") String id) {
        return number(id)
                .flatMap(it -> store.letter(caller.tenant(), it))
                .map(letter -> Answer.json(200, letter))
                .orElseThrow(() -> Refusal.of(ProblemKind.NOT_FOUND, "No such dead letter."));
    }

    @Needs(Scope.ADMIN)
    @PostMapping(path = "/v1/admin/dead-letters/replay", consumes = JSON, produces = JSON)
    Answer replay(Caller caller, HttpServletRequest request) {
        var order = OrderBody.read(request, ReplayOrder.class, ReplayOrder.NONE);
        var filter = order.filter();
        if (order.rehearses()) {
            return matched(store.count(caller.tenant(), filter));
        }
        return orders.send(
                caller,
                new Command(
                        Orders.id(caller, request),
                        Command.Kind.REPLAY,
                        caller.tenant().name(),
                        caller.keyId(),
                        List.of(),
                        false,
                        filter));
    }

    private static Answer matched(int count) {
        return Answer.json(200, Map.of("matched", count));
    }

    @Needs(Scope.ADMIN)
    @PostMapping(path = "/v1/events/{id}/retry", produces = JSON)
    Answer retry(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        var order = OrderBody.read(request, RetryOrder.class, RetryOrder.USUAL);
        var kind = order.kind();
        var event = EventId.parse(id).orElseThrow(AdminController::noEvent).value();
        boolean again =
                store.again(caller.tenant(), event, kind).orElseThrow(AdminController::noEvent);
        if (order.rehearses()) {
            return matched(again ? 1 : 0);
        }
        return orders.send(
                caller,
                Command.ofEvents(
                        Orders.id(caller, request),
                        kind,
                        caller.tenant().name(),
                        caller.keyId(),
                        List.of(event),
                        false));
    }

    private static Refusal noEvent() {
        return Refusal.of(ProblemKind.NOT_FOUND, "No such event is stored.");
    }

    @Needs(Scope.ADMIN)
    @GetMapping(path = "/v1/admin/commands/{id}", produces = JSON)
    Answer command(Caller caller, @PathVariable("id") String id, HttpServletRequest request) {
        var key = EventId.parse(id).orElseThrow(AdminController::noCommand);
        return store.command(caller.tenant(), key.value())
                .or(() ->
                        receipts.accepted(caller.tenant(), key, request.getParameter("receipt"))
                                .map(at -> CommandView.sent(key.value(), at)))
                .map(command -> Answer.json(200, command))
                .orElseThrow(AdminController::noCommand);
    }

    private static Refusal noCommand() {
        return Refusal.of(
                ProblemKind.NOT_FOUND,
                "No event-worker has taken such an order. If it was sent just now, ask with its receipt.");
    }
}

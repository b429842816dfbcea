// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.admin;

import afterword.contract.Command;
import afterword.contract.ContractJson;
import afterword.contract.EventId;
import afterword.contract.Headers;
import afterword.gateway.access.Caller;
import afterword.gateway.access.Receipts;
import afterword.gateway.answer.Answer;
import afterword.gateway.answer.ProblemKind;
import afterword.gateway.answer.Refusal;
import afterword.messaging.Message;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends operators' orders to the event-workers. The 202 follows the broker's confirm, and carries
/// a receipt, with which the order can be asked for before anybody has taken it. Thread-safe.
final class Orders {

    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
    private static final long CONFIRM_MS = 1_500;

    private final Publisher publisher;
    private final Receipts receipts;
    private final InstantSource clock;

    Orders(Publisher publisher, Receipts receipts, InstantSource clock) {
        this.publisher = publisher;
        this.receipts = receipts;
        this.clock = clock;
    }

    /// The 202 to an order.
    private record Sent(UUID commandId, String receipt) {}

    /// The id of an order: the same for the same `Idempotency-Key` of the same tenant, so that a
    /// repeated order is carried out once.
    static UUID id(Caller caller, HttpServletRequest request) {
        var key = request.getHeader(Headers.IDEMPOTENCY_KEY);
        if (key == null) {
            return UUID.randomUUID();
        }
        if (key.isEmpty() || key.length() > 255) {
            throw Refusal.of(
                    ProblemKind.IDEMPOTENCY_KEY, "Idempotency-Key has 1 to 255 characters.");
        }
        var name = "command\n" + caller.tenant().name() + "\n" + key;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /// Sends an order.
    Answer send(Caller caller, Command command) {
        if (!caller.rehearses() && !confirmed(command)) {
            throw Refusal.of(
                            ProblemKind.NOT_PROMISED,
                            "The broker did not take the order; repeat it with the same Idempotency-Key.")
                    .retryAfter(2);
        }
        LOG.info(
                "order sent: id={}, kind={}, actor={}, tenant={}",
                command.id(),
                command.kind(),
                command.actor(),
                command.tenant());
        var receipt = receipts.sign(caller.tenant(), new EventId(command.id()), clock.instant());
        return Answer.json(202, new Sent(command.id(), receipt))
                .with("Location", "/v1/admin/commands/" + command.id() + "?receipt=" + receipt);
    }

    private boolean confirmed(Command command) {
        var message =
                Message.of(
                        Route.COMMANDS,
                        command.id().toString(),
                        Map.of(Headers.TENANT, command.tenant()),
                        ContractJson.write(command));
        try {
            return publisher.publish(message).get(CONFIRM_MS, TimeUnit.MILLISECONDS).confirmed();
        } catch (TimeoutException | ExecutionException _) {
            return false; // unknown; the same key makes a repeat harmless
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.contract.Headers;
import afterword.contract.Reason;
import afterword.events.audit.Received;
import afterword.events.audit.Taken;
import afterword.messaging.BatchHandler;
import afterword.messaging.Delivery;
import afterword.persistence.StoreGate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/// Drains what brokers gave up, and what other services could not read, into the table: the one
/// home of dead letters. Nothing is parsed here, so nothing can be poison.
final class UndeliveredListener implements BatchHandler {

    /// RabbitMQ's names for the first of its dead-letterings.
    private static final String FIRST_QUEUE = "x-first-death-queue";

    private static final String FIRST_REASON = "x-first-death-reason";

    private final StoreGate gate;
    private final DeadLetters deadLetters;
    private final Received received;
    private final TransactionTemplate transaction;

    UndeliveredListener(
            StoreGate gate,
            DeadLetters deadLetters,
            Received received,
            TransactionTemplate transaction) {
        this.gate = gate;
        this.deadLetters = deadLetters;
        this.received = received;
        this.transaction = transaction;
    }

    @Override
    public void handle(List<Delivery> batch) throws InterruptedException {
        for (var delivery : batch) {
            gate.pass("a dead letter", () -> bury(delivery));
            delivery.done();
        }
    }

    /// Its number has come as well, if not where it was meant to.
    private long bury(Delivery delivery) {
        var numbers = Taken.number(delivery.headers()).stream().toList();
        transaction.executeWithoutResult(_ -> received.note(new Taken(0, numbers), 0));
        return deadLetters.bury(burial(delivery));
    }

    private static Burial burial(Delivery delivery) {
        var headers = delivery.headers();
        var queue = first(headers.get(Headers.UNDELIVERED_FROM), headers.get(FIRST_QUEUE));
        var stage = Stage.at(queue).orElse(Stage.INTAKE);
        var given = headers.get(Headers.UNDELIVERED_REASON);
        var scheme = delivery.origin().substring(0, delivery.origin().indexOf(':') + 1);
        return new Burial(
                null,
                null,
                queue.isEmpty() ? delivery.origin() : scheme + queue,
                delivery.channel(),
                stage,
                reason(given),
                given == null
                        ? "the broker's reason: " + plain(headers.get(FIRST_REASON))
                        : "passed on by the service that took it",
                delivery.body(),
                headers);
    }

    private static String first(@Nullable String one, @Nullable String other) {
        return one == null ? String.valueOf(other == null ? "" : other) : one;
    }

    private static Reason reason(@Nullable String given) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equals(given))
                .findFirst()
                .orElse(Reason.UNDELIVERED);
    }

    /// Only words: whoever may publish could have written anything there.
    private static String plain(@Nullable String reason) {
        return reason != null && reason.matches("[a-z_-]{1,32}") ? reason : "not said";
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.events.delivery;

import afterword.contract.ContractJson;
import afterword.contract.OutcomeRecorded;
import afterword.contract.Reason;
import afterword.events.deadletter.Burial;
import afterword.events.deadletter.DeadLetters;
import afterword.events.deadletter.Stage;
import afterword.events.ledger.Closings;
import afterword.messaging.BatchHandler;
import afterword.messaging.Delivery;
import afterword.persistence.StoreGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/// Hears of ended runs: closes their events in one transaction for the batch, then publishes the
/// outcomes.
final class OutcomeListener implements BatchHandler {

    private final StoreGate gate;
    private final Closings closings;
    private final Outcomes outcomes;
    private final DeadLetters deadLetters;

    OutcomeListener(StoreGate gate, Closings closings, Outcomes outcomes, DeadLetters deadLetters) {
        this.gate = gate;
        this.closings = closings;
        this.outcomes = outcomes;
        this.deadLetters = deadLetters;
    }

    @Override
    public void handle(List<Delivery> batch) throws InterruptedException {
        var recorded = new ArrayList<OutcomeRecorded>(batch.size());
        for (var delivery : batch) {
            var message = read(delivery);
            if (message.isPresent()) {
                recorded.add(message.get());
            } else {
                bury(delivery);
            }
        }
        close(recorded);
        batch.forEach(Delivery::done);
    }

    private void close(List<OutcomeRecorded> recorded) throws InterruptedException {
        if (!recorded.isEmpty()) {
            var what = "closing " + recorded.size() + " events";
            outcomes.send(gate.pass(what, () -> closings.close(recorded)));
        }
    }

    private static Optional<OutcomeRecorded> read(Delivery delivery) {
        try {
            var message = ContractJson.read(delivery.body(), OutcomeRecorded.class);
            boolean whole =
                    message != null && message.tenant() != null && message.eventId() != null;
            return whole ? Optional.of(message) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty(); // not a message of ours; buried
        }
    }

    private void bury(Delivery delivery) throws InterruptedException {
        var burial =
                Burial.of(
                        delivery, Stage.OUTCOME, Reason.UNKNOWN_MESSAGE, "not an outcome.recorded");
        gate.pass("a dead letter", () -> deadLetters.bury(burial));
    }
}

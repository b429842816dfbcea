// SPDX-License-Identifier: Apache-2.0
package afterword.events.command;

import afterword.contract.Command;
import afterword.contract.ContractJson;
import afterword.contract.Reason;
import afterword.events.deadletter.Burial;
import afterword.events.deadletter.DeadLetters;
import afterword.events.deadletter.Stage;
import afterword.events.delivery.Outcomes;
import afterword.events.dispatch.Requests;
import afterword.messaging.BatchHandler;
import afterword.messaging.Delivery;
import afterword.persistence.StoreGate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import tools.jackson.core.JacksonException;

/// Takes commands one after the other: they are rare, and each is a transaction.
final class CommandListener implements BatchHandler {

    private static final Logger LOG = LoggerFactory.getLogger(CommandListener.class);

    private final StoreGate gate;
    private final Commands commands;
    private final Requests requests;
    private final Outcomes outcomes;
    private final DeadLetters deadLetters;

    CommandListener(
            StoreGate gate,
            Commands commands,
            Requests requests,
            Outcomes outcomes,
            DeadLetters deadLetters) {
        this.gate = gate;
        this.commands = commands;
        this.requests = requests;
        this.outcomes = outcomes;
        this.deadLetters = deadLetters;
    }

    @Override
    public void handle(List<Delivery> batch) throws InterruptedException {
        for (var delivery : batch) {
            var command = read(delivery);
            if (command.isPresent()) {
                execute(command.get(), delivery);
            } else {
                bury(delivery, Reason.UNKNOWN_MESSAGE, "not a command");
            }
            delivery.done();
        }
    }

    /// What the store refuses for good would come again for ever.
    private void execute(Command command, Delivery delivery) throws InterruptedException {
        try {
            execute(command);
        } catch (DataAccessException e) {
            bury(delivery, Reason.UNSTORABLE, "command " + command.id());
        }
    }

    private void bury(Delivery delivery, Reason reason, String detail) throws InterruptedException {
        var burial = Burial.of(delivery, Stage.COMMAND, reason, detail);
        gate.pass("a dead letter", () -> deadLetters.bury(burial));
    }

    private void execute(Command command) throws InterruptedException {
        var executed = gate.pass("a command", () -> commands.execute(command));
        requests.send(executed.requests());
        outcomes.send(executed.closed());
        LOG.info(
                "command: id={}, kind={}, tenant={}, actor={}, dryRun={}, events={}, matched={}",
                command.id(),
                command.kind(),
                command.tenant(),
                command.actor(),
                command.dryRun(),
                command.eventIds().size(),
                executed.matched());
    }

    private static Optional<Command> read(Delivery delivery) {
        try {
            var command = ContractJson.read(delivery.body(), Command.class);
            boolean whole =
                    command != null
                            && command.id() != null
                            && command.kind() != null
                            && command.tenant() != null
                            && command.actor() != null;
            return whole ? Optional.of(command) : Optional.empty();
        } catch (JacksonException _) {
            return Optional.empty(); // not a command of ours; buried
        }
    }
}

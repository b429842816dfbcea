// SPDX-License-Identifier: Apache-2.0
package afterword.events.command;

import afterword.events.deadletter.DeadLetters;
import afterword.events.delivery.Outcomes;
import afterword.events.dispatch.Requests;
import afterword.events.ledger.Erasure;
import afterword.events.ledger.Reopening;
import afterword.messaging.Broker;
import afterword.persistence.StoreGate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/// Wires the way of a command.
@Configuration(proxyBeanMethods = false)
class CommandConfiguration {

    @Bean
    Commands commands(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            Reopening reopening,
            Erasure erasure,
            DeadLetters deadLetters) {
        return new Commands(jdbc, transaction, reopening, erasure, deadLetters);
    }

    @Bean
    CommandListener commandListener(
            StoreGate gate,
            Commands commands,
            Requests requests,
            Outcomes outcomes,
            DeadLetters deadLetters) {
        return new CommandListener(gate, commands, requests, outcomes, deadLetters);
    }

    @Bean
    CommandLine commandLine(Broker broker, CommandListener listener) {
        return new CommandLine(broker, listener);
    }
}

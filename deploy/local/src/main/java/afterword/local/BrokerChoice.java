// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.util.Arrays;
import java.util.Locale;

/// Which broker the line shall have.
public enum BrokerChoice {
    /// RabbitMQ where it can be had without asking, else Kafka.
    AUTO,
    RABBITMQ,
    KAFKA;

    /// Reads the word of the command line.
    ///
    /// @throws IllegalArgumentException with a line for the user
    public static BrokerChoice parse(String word) {
        return Arrays.stream(values())
                .filter(choice -> choice.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "--broker is auto, rabbitmq or kafka, not " + word));
    }
}

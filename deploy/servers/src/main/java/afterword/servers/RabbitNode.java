// SPDX-License-Identifier: Apache-2.0
package afterword.servers;

import java.time.Duration;
import java.util.List;

/// A broker that we start and end: a process, or a container. Thread-safe.
interface RabbitNode {

    /// Starts it and returns when it answers.
    ///
    /// @throws ServerException when it does not within the limit, with its last lines
    void launch(Duration limit);

    /// Kills it with -9.
    void kill();

    /// Ends it; may be called twice, and before the start.
    void stop();

    /// Runs `rabbitmqctl`.
    ///
    /// @throws ServerException when it fails, with its last line
    void control(List<String> words);

    /// Its process id on this machine.
    long pid();
}

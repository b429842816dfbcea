// SPDX-License-Identifier: Apache-2.0
package afterword.testing;

import afterword.messaging.Broker;
import afterword.messaging.Publisher;
import afterword.messaging.Route;
import java.time.Duration;

/// A place on a real broker that one test has for itself (a virtual host, a prefix of names), and
/// what the test may do to the broker behind the adapter's back.
public interface BrokerPlace {

    /// A new adapter to this place; the test closes it.
    ///
    /// @param confirmTimeout after which a message's fate is unknown
    Broker connect(Duration confirmTimeout);

    /// An adapter to a port where nobody listens.
    Broker connectToNobody();

    /// Deletes the queue or topic of a route.
    void remove(Route route);

    /// Makes the broker take no more messages, though it lives.
    ///
    /// @return what a publisher should say of it
    Publisher.State block();

    /// Lets it take messages again.
    void unblock();

    /// Freezes the broker's process (SIGSTOP): it is there and says nothing.
    void freeze();

    /// Lets it go on.
    void thaw();

    /// Kills the broker with -9.
    void kill();

    /// Starts it again on the same data and address; returns when it answers.
    void restart();
}

// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import java.util.concurrent.CompletableFuture;

/// The second place where an event is safe: taken when the broker did not confirm it in time.
///
/// It is a port because accepting must survive the loss of either store: the broker's silence is
/// covered by PostgreSQL here, PostgreSQL's absence by the broker. A spilled event is published
/// later under the same id, so that an event which the broker had taken after all is only a
/// duplicate. Thread-safe.
interface Spill {

    /// Keeps an event.
    ///
    /// @return completes soon, never exceptionally, with whether the event is committed; a caller
    ///   that cannot wait cancels it, and the event may be kept all the same
    CompletableFuture<Boolean> keep(Intake event);

    /// Whether an event would probably be kept right now; asked by readiness while the broker is
    /// away. May take some hundred milliseconds.
    boolean open();
}

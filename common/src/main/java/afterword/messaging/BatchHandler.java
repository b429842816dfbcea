// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

import java.util.List;

/// Takes deliveries as they come. Called by one thread at a time per subscription.
@FunctionalInterface
public interface BatchHandler {

    /// Handles a batch: what was there when the handler came back, at least one, at most the batch
    /// size.
    ///
    /// Each delivery must sooner or later be [Delivery#done], by this thread or another. While the
    /// store is away the handler waits here, which stops the consumption. An exception is a bug: it
    /// is logged, and the batch is handed over again one by one, after a pause.
    ///
    /// @throws InterruptedException when the subscription is being stopped; unsettled deliveries go
    ///   back to the broker
    void handle(List<Delivery> batch) throws InterruptedException;
}

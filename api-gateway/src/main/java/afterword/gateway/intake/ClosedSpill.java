// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import java.util.concurrent.CompletableFuture;

/// No second place: what the broker does not confirm is not promised.
final class ClosedSpill implements Spill {

    @Override
    public CompletableFuture<Boolean> keep(Intake event) {
        return CompletableFuture.completedFuture(false);
    }

    @Override
    public boolean open() {
        return false;
    }
}

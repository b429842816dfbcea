// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import java.util.Locale;

/// What became of the attempt to make an event safe. Closed: a metric label.
enum Promise {
    /// The broker has confirmed it.
    CONFIRMED,
    /// It is a committed row; the broker gets it later.
    SPILLED,
    /// Neither in time: it may still be processed, and a repeat with the same key is harmless.
    NOT_PROMISED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

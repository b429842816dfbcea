// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.live;

import java.util.Locale;

/// Why a stream is over. Closed: told to the reader, and a metric label.
public enum StreamEnd {
    /// All has been said.
    ENDED,
    /// The reader did not take what was sent.
    SLOW,
    /// The longest time of one connection is over.
    LIMIT,
    /// This process stops.
    STOPPING,
    /// The reader is gone.
    GONE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /// As a metric label, and as the reason in the last message.
    public String label() {
        return label;
    }
}

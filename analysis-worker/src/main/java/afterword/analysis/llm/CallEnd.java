// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a call ended, before anybody read the reply.
public sealed interface CallEnd {

    /// From the first byte sent to this end, on the monotonic clock.
    Duration latency();

    /// A whole 2xx reply, unread.
    ///
    /// @param body within the reply limit
    /// @param firstByte from the first byte sent to the first one of the body
    record Replied(byte[] body, Duration latency, Duration firstByte) implements CallEnd {

        /// A reply that came all at once.
        public Replied(byte[] body, Duration latency) {
            this(body, latency, latency);
        }
    }

    /// No usable reply.
    ///
    /// @param retryAfter what the provider asked for, unbounded; null when it asked for nothing
    record Broken(CallClass why, @Nullable Duration retryAfter, Duration latency)
            implements CallEnd {}
}

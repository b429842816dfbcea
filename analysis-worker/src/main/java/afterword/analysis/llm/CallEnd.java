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
    record Replied(byte[] body, Duration latency) implements CallEnd {}

    /// No usable reply.
    ///
    /// @param retryAfter what the provider asked for, unbounded; null when it asked for nothing
    record Broken(CallClass why, @Nullable Duration retryAfter, Duration latency)
            implements CallEnd {}
}

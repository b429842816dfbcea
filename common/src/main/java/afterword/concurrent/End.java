// SPDX-License-Identifier: Apache-2.0
package afterword.concurrent;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a task ended. An expected end is a value, never an exception.
///
/// @param <T> what the task returns
public sealed interface End<T extends @Nullable Object> {

    /// The task returned.
    record Succeeded<T extends @Nullable Object>(T value, Duration took) implements End<T> {}

    /// The task threw by itself.
    record Failed<T extends @Nullable Object>(Throwable cause, Duration took) implements End<T> {}

    /// The task was interrupted because its deadline had passed.
    record TimedOut<T extends @Nullable Object>(Duration took) implements End<T> {}

    /// The task was interrupted because nobody wanted its value any more, or it was never started
    /// (then it took no time).
    record Cancelled<T extends @Nullable Object>(Duration took) implements End<T> {}

    /// From its start to its end, on the monotonic clock.
    Duration took();
}

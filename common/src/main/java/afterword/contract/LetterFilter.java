// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which dead letters an order is about: those that fit all that is given, are open, and whose
/// bytes are still kept.
///
/// @param ids at most 1,000; empty: any
/// @param stage as a listing shows it, such as `intake`
/// @param before last seen before
public record LetterFilter(
        List<Long> ids, @Nullable Reason reason, @Nullable String stage, @Nullable Instant before) {

    /// Most dead letters that one order may name.
    public static final int MOST_IDS = 1_000;

    public LetterFilter {
        ids = List.copyOf(ids);
        if (ids.size() > MOST_IDS) {
            throw new IllegalArgumentException("at most 1000 ids");
        }
        if (ids.isEmpty() && reason == null && stage == null && before == null) {
            throw new IllegalArgumentException("a filter that fits everything is a mistake");
        }
    }
}

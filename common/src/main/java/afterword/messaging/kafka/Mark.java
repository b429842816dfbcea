// SPDX-License-Identifier: Apache-2.0
package afterword.messaging.kafka;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What we write beside a committed offset, so that whoever takes the partition next knows what may
/// have been handed out before: Kafka itself has no flag for a redelivery.
///
/// @param clean whether the owner has ended in order: nothing was handed out after this commit
/// @param handed offsets below this one have been handed out
record Mark(boolean clean, long handed) {

    private static final Pattern FORM = Pattern.compile("afterword:([cr]):(\\d{1,18})");

    /// Reads a mark; null when the commit was not ours (an operator's tool, say).
    static @Nullable Mark read(@Nullable String metadata) {
        var match = FORM.matcher(metadata == null ? "" : metadata);
        return match.matches()
                ? new Mark(match.group(1).equals("c"), Long.parseLong(match.group(2)))
                : null;
    }

    String text() {
        return "afterword:" + (clean ? "c:" : "r:") + handed;
    }
}

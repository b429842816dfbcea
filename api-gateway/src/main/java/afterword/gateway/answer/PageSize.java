// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.answer;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parameter `limit` of every list.
public final class PageSize {

    private static final int USUAL = 100;
    private static final int LARGEST = 1_000;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    private PageSize() {}

    /// How many entries are wanted.
    ///
    /// @param text as it came; may be absent
    public static int of(@Nullable String text) {
        if (text == null) {
            return USUAL;
        }
        int limit = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > LARGEST) {
            throw Refusal.of(
                    ProblemKind.PARAMETER,
                    "limit is 1 to " + LARGEST + ", " + USUAL + " if left out.");
        }
        return limit;
    }
}

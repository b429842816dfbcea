// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

import afterword.analysis.llm.CallClass;
import org.jspecify.annotations.Nullable;

/// What the end of a call says about its provider.
///
/// @param good whether the provider did its part; null when the call says nothing about that
/// @param overload whether fewer calls at once would have helped
/// @param holds whether a wish to be left alone is to be obeyed
record Sign(@Nullable Boolean good, boolean overload, boolean holds) {

    /// @param asked whether the provider asked to be left alone for a while
    static Sign of(CallClass found, boolean asked) {
        return switch (found) {
            case OK, TOO_LONG, REFUSED, TRUNCATED, INVALID, REJECTED, FORMAT_REFUSED ->
                    new Sign(true, false, false);
            case NO_CONNECTION, RESET, CUT_OFF, NOT_A_REPLY, WRONG_ADDRESS ->
                    new Sign(false, false, false);
            case SERVER_ERROR, QUOTA, AUTH -> new Sign(false, false, true);
            case NO_FIRST_BYTE, STALLED -> new Sign(false, true, false);
            // the hold does what the breaker would
            case RATE_LIMITED -> new Sign(asked ? null : Boolean.FALSE, true, true);
            case TOTAL_TIMEOUT -> new Sign(null, true, false);
            case OVERSIZE, CANCELLED -> new Sign(null, false, false);
        };
    }
}

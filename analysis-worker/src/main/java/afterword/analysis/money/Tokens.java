// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

/// What a call may use at most, before it is made.
///
/// @param input tokens of the question
/// @param output tokens of the answer, its limit
public record Tokens(long input, long output) {

    /// Nothing that is paid by the token.
    public static final Tokens NONE = new Tokens(0, 0);

    /// Bytes of UTF-8 to a token, rather too few: English has about 4 and Chinese about 3.
    private static final int BYTES = 3;

    /// For texts that nobody has counted.
    ///
    /// @param bytes of the question
    public static Tokens ofBytes(long bytes, long output) {
        return new Tokens((bytes + BYTES - 1) / BYTES, output);
    }
}

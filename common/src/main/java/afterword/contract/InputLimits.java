// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

/// How large an input may be. Source of the numbers: issue "the whole line" and docs/design of the
/// wire contract.
///
/// @param bodyBytes whole body
/// @param turns entries of the log, empty and dropped ones included
/// @param turnBytes one turn's text in UTF-8
/// @param depth nesting of the document
/// @param metadataBytes canonical metadata in UTF-8
/// @param metadataDepth nesting within metadata
/// @param problems reported at most
public record InputLimits(
        int bodyBytes,
        int turns,
        int turnBytes,
        int depth,
        int metadataBytes,
        int metadataDepth,
        int problems) {

    /// 1 MiB, 2,000 turns, 32 kB a turn, depth 32, metadata 16 kB and depth 8, 20 problems.
    public static final InputLimits DEFAULT =
            new InputLimits(1 << 20, 2_000, 32 * 1024, 32, 16 * 1024, 8, 20);

    /// What a turn grows by at most: it gets its number and its time.
    private static final int TURN_GROWTH = 64;

    /// Canonical bytes of a body within the limits have at most this length: turns grow by number
    /// and time, metadata by the quotes around its numbers. What was accepted at the entrance is
    /// accepted after it.
    int canonicalBytes() {
        return bodyBytes + turns * TURN_GROWTH + metadataBytes + 1_024;
    }
}

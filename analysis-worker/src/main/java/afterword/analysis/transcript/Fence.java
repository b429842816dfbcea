// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import java.security.SecureRandom;
import java.util.HexFormat;

/// The word that fences a transcript within a prompt.
///
/// 96 random bits, drawn for every prompt anew: nobody who speaks in a conversation can know it,
/// also who knows our source and every word that was said. Kept nowhere: a repeat after a crash
/// asks with another word. Source: docs/adr/0007-random-fence.md.
public final class Fence {

    private static final int BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Fence() {}

    /// Draws a word that does not stand in the text.
    public static String around(String text) {
        String word;
        do {
            var bytes = new byte[BYTES];
            RANDOM.nextBytes(bytes);
            word = HexFormat.of().formatHex(bytes);
        } while (text.contains(word));
        return word;
    }
}

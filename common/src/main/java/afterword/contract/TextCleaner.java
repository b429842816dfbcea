// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

/// Replaces what PostgreSQL and other JSON readers refuse: U+0000 and lone surrogates become
/// U+FFFD, counted.
///
/// Not thread-safe; one per document.
final class TextCleaner {

    private static final char REPLACEMENT = '\uFFFD';

    private int replaced;

    int replaced() {
        return replaced;
    }

    /// The same string when there is nothing to clean, which is nearly always.
    String clean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return cleanFrom(text, i);
            }
        }
        return text;
    }

    private String cleanFrom(String text, int from) {
        var out = new StringBuilder(text.length()).append(text, 0, from);
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else if (c == 0 || Character.isSurrogate(c)) {
                out.append(REPLACEMENT);
                replaced++;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /// Length in UTF-8, without encoding.
    static int utf8Length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // a surrogate pair is 4 bytes: 2 chars counted above, 1 more for each of them
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return length;
    }
}

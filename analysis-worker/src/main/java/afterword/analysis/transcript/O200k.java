// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import com.knuddels.jtokkit.Encodings;

/// Counts by `o200k_base`, exactly, with the table that is in the jar of jtokkit. Thread-safe.
///
/// Written by hand because jtokkit 1.1.0 cuts this encoding's pieces by a regular expression and
/// keeps each token as an object: several times slower, and 28 MB of heap instead of 5.
final class O200k {

    private static final class Table {

        static final BytePairs LOADED =
                BytePairs.read(Encodings.class, "/com/knuddels/jtokkit/o200k_base.tiktoken");
    }

    private O200k() {}

    static int count(String text) {
        var walk = new Walk(text);
        int tokens = 0;
        while (!walk.over()) {
            tokens += walk.next();
        }
        return tokens;
    }

    /// As [Tokenizer#fitting]. What it returns is counted once more: a piece that was cut may fall
    /// apart otherwise than the whole.
    static int fitting(String text, int tokens) {
        var walk = new Walk(text);
        int left = tokens;
        while (!walk.over()) {
            int more = walk.next();
            if (more > left) {
                int end = walk.within(left);
                while (end > 0 && count(text.substring(0, end)) > tokens) {
                    end = text.offsetByCodePoints(end, -1);
                }
                return end;
            }
            left -= more;
        }
        return text.length();
    }

    /// Goes through a text piece by piece.
    private static final class Walk {

        private final String text;
        private final Pieces pieces;
        private final BytePairs.Splitter splitter = Table.LOADED.new Splitter();
        private byte[] bytes = new byte[64]; // of the piece in UTF-8
        private int from; // of the piece
        private int to;

        Walk(String text) {
            this.text = text;
            this.pieces = new Pieces(text);
        }

        boolean over() {
            return to == text.length();
        }

        /// Tokens of the next piece.
        int next() {
            from = to;
            to = pieces.end(from);
            if (bytes.length < (to - from) * 3) {
                bytes = new byte[(to - from) * 3];
            }
            return splitter.split(bytes, encode());
        }

        private int encode() {
            int length = 0;
            for (int at = from; at < to; at++) {
                char c = text.charAt(at);
                if (c < 0x80) {
                    bytes[length++] = (byte) c;
                } else if (c < 0x800) {
                    bytes[length++] = (byte) (0xC0 | (c >> 6));
                    bytes[length++] = (byte) (0x80 | (c & 0x3F));
                } else if (!Character.isSurrogate(c)) {
                    bytes[length++] = (byte) (0xE0 | (c >> 12));
                    bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                    bytes[length++] = (byte) (0x80 | (c & 0x3F));
                } else {
                    int codePoint = text.codePointAt(at);
                    if (codePoint == c) {
                        bytes[length++] = '?'; // half a character, as the JDK writes it
                    } else {
                        at++;
                        bytes[length++] = (byte) (0xF0 | (codePoint >> 18));
                        bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
                        bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
                        bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
                    }
                }
            }
            return length;
        }

        /// Where so many tokens of the last piece end, at or before which no character is cut.
        int within(int tokens) {
            int border = splitter.border(tokens);
            int at = from;
            for (int length = 0; at < to; at = text.offsetByCodePoints(at, 1)) {
                int codePoint = text.codePointAt(at);
                length +=
                        codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
                if (length > border) {
                    return at;
                }
            }
            return at;
        }
    }
}

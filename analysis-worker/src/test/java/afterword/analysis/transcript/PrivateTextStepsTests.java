// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Counts how often a character is looked at: the machine's speed plays no part.
class PrivateTextStepsTests {

    private static final int SIZE = 1 << 20;
    private static final int LOOKS = 50; // at each character, on average, at most

    /// What makes the finder look around, repeated.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "1",
                "@",
                ":",
                "[",
                "=",
                "+",
                "(",
                "/",
                "-",
                ".",
                " ",
                "::",
                "://",
                "a@",
                "@a",
                "a@a.",
                "a1",
                "1a",
                "a1/",
                "a1-",
                "1 ",
                "11 ",
                "06 ",
                "1-",
                "12.",
                "1.1.1.1.",
                "01 2 ",
                "4 ",
                "41 ",
                "4111 ",
                "411111 ",
                "(1",
                "(1)",
                "+1",
                "+1 ",
                "+1-",
                "1:",
                "f:",
                "ffff:",
                "fffff:",
                "a::",
                "::1",
                "1::1 ",
                "DE89",
                "DE89 ",
                "DE89 3704 0044 0532 0130 0",
                "[EMAIL_1",
                "[EMAIL_123456789",
                "[A",
                "x=",
                "key=",
                "?key=",
                "?token=a ",
                "&sig=abc",
                "http://",
                "http://a",
                "http://a@",
                "http://a:b@c ",
                "eyJ1.",
                "eyJ1.a",
                "sk-1",
                "aB3",
                "aB3/",
                "aB3+",
                "aB3=",
                "aB3-",
                "٣",
                "é@é.",
                "你1",
                "1@",
                "1.1@"
            })
    void looksAtEachCharacterABoundedNumberOfTimes(String piece) {
        long quarter = looks(piece.repeat(SIZE / piece.length() / 4));
        long whole = looks(piece.repeat(SIZE / piece.length()));
        assertThat(whole).as(piece).isLessThan((long) LOOKS * SIZE);
        assertThat((double) whole / quarter).as(piece).isLessThan(4.1);
    }

    private static long looks(String text) {
        var counted = new Counted(text);
        var finder = new PrivateText();
        finder.read(counted);
        while (finder.find()) {
            assertThat(finder.to()).isGreaterThan(finder.from());
        }
        return counted.looks;
    }

    /// A text that counts.
    private static final class Counted implements CharSequence {

        private final String text;
        private long looks;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            looks++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            looks += end - start;
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            looks += text.length(); // read once as a whole
            return text;
        }
    }
}

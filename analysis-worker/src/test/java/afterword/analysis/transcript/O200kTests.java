// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ours against jtokkit's, which cuts by the published expression.
class O200kTests {

    private static final Encoding THEIRS =
            Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    @ParameterizedTest
    @MethodSource("samples")
    void countsAsJtokkitDoes(String text) {
        assertThat(O200k.count(text)).isEqualTo(THEIRS.countTokensOrdinary(text));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void countsWhateverIsSaidAsJtokkitDoes(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            var text = anyText(random);
            assertThat(O200k.count(text)).as(text).isEqualTo(THEIRS.countTokensOrdinary(text));
        }
    }

    // long pieces go through the heap
    @ParameterizedTest
    @ValueSource(strings = {"a", "ab", "the", "\u4f60\u597d", "-", "=!", "\u0301", "\uD83D\uDE00"})
    void countsLongPiecesAsJtokkitDoes(String unit) {
        for (int length : new int[] {127, 128, 129, 500, 3_000}) {
            var text = unit.repeat(length);
            assertThat(O200k.count(text)).isEqualTo(THEIRS.countTokensOrdinary(text));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatFitsIsAsLongAsItCanBeAndHasNoHalfCharacters(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            var text = anyText(random);
            int tokens = random.nextInt(30);
            int end = O200k.fitting(text, tokens);
            assertThat(O200k.count(text.substring(0, end))).as(text).isLessThanOrEqualTo(tokens);
            boolean half =
                    end > 0
                            && end < text.length()
                            && Character.isSurrogatePair(text.charAt(end - 1), text.charAt(end));
            assertThat(half).isFalse();
            assertThat(O200k.fitting(text, O200k.count(text))).isEqualTo(text.length());
        }
    }

    // a quadratic count would not end here
    @Test
    void aMegabyteOfOneLetterIsCounted() {
        assertThat(O200k.count("a".repeat(1 << 20))).isPositive();
    }

    // ¶ and ¬ stand for LF and CR, § and % for the halves of a code point
    static Stream<String> samples() {
        return Stream.of(
                        "",
                        "hello world",
                        "Hello World, HELLO WORLD, helloWORLD, iPhone, ABCdef, McDONALD's",
                        "it's IT'S we'll WE'LL you've I'd 'twas can't'll o'clock ſ it'ſ 'S",
                        "  two   three    \t tab¶¶  line ¬¶ end  ",
                        " ¶ x¶",
                        "\u00a0\u2003\u3000x\u0085y\u2028z",
                        "1 12 123 1234 12345 ٣٤٥٦ Ⅷ ½ x1y2",
                        "a/b//c /¶/ ...¶/ -- -->¬¶ !!!???",
                        "你好，为什么天空是蓝色的？我想知道更多。空はなぜ青いのですか？",
                        "Почему небо голубое? Straße ÄÖÜ ǅ ʰ ª",
                        "😀👍🏽 👩‍👩‍👧‍👦 🇩🇪 § x %",
                        "e\u0301 \u0301\u0301a ,\u0301b नमस्ते กขค",
                        "<|endoftext|> [EMAIL_1] 12. [USER]: ")
                .map(O200kTests::written);
    }

    private static String written(String text) {
        return text.replace('¶', '\n')
                .replace('¬', '\r')
                .replace('§', '\ud83d')
                .replace('%', '\ude00');
    }

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    private static final List<String> PIECES =
            List.of(
                    "word ",
                    "The ",
                    "HTTP",
                    "aB",
                    " ",
                    "  ",
                    "¶",
                    "¬¶",
                    "\t",
                    "'s",
                    "'LL ",
                    "'",
                    "’s ",
                    "1",
                    "12345",
                    "½",
                    "٣",
                    ".",
                    ",",
                    "...",
                    "//",
                    "/¶",
                    "-",
                    "[",
                    "]: ",
                    "你好",
                    "天",
                    "，",
                    "空は",
                    "ー",
                    "Straße",
                    "ÄÖ",
                    "ǅ",
                    "ª",
                    "ʰ",
                    "é",
                    "e\u0301",
                    "\u0301",
                    "नमस्ते",
                    "ไทย",
                    "😀",
                    "👩‍👩‍👧‍👦",
                    "🇩🇪",
                    "\u00a0",
                    "\u200b",
                    "\u2028",
                    "𝒳",
                    "𐐀𐐨",
                    "\uFFFD",
                    "ſ",
                    "\u0000",
                    "_",
                    "Ж",
                    "ж");

    private static String anyText(Random random) {
        int length = random.nextInt(40);
        return random.ints(length, 0, PIECES.size() + 2)
                .mapToObj(at -> at < PIECES.size() ? written(PIECES.get(at)) : anyCharacter(random))
                .collect(Collectors.joining());
    }

    private static String anyCharacter(Random random) {
        int codePoint = random.nextInt(random.nextBoolean() ? 0x3000 : 0x20000);
        boolean half = codePoint >= 0xD800 && codePoint < 0xE000;
        return Character.toString(half ? 'x' : codePoint);
    }
}

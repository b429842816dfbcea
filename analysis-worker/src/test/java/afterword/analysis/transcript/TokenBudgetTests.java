// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Turn;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TokenBudgetTests {

    private static final Instant END = Instant.parse("2026-01-02T03:04:05Z");
    private static final InputPolicy SMALL = InputPolicy.DEFAULT.within(InputPolicy.LEAST);

    @Test
    void keepsHeadAndTailAndSaysWhatIsLeftOut() {
        var turns = IntStream.rangeClosed(1, 200).mapToObj(i -> "turn " + i).toList();
        var transcript = format(turns, SMALL, TokenEncoding.O200K_BASE);
        var lines = transcript.text().lines().toList();
        assertThat(lines).startsWith("1. [USER]: turn 1", "2. [USER]: turn 2");
        assertThat(lines).endsWith("199. [USER]: turn 199", "200. [USER]: turn 200");
        assertThat(lines).contains("[… " + transcript.cut() + " turns left out …]");
        assertThat(transcript.turns()).isEqualTo(lines.size() - 1);
        assertThat(transcript.turns() + transcript.cut()).isEqualTo(200);
    }

    @Test
    void cutsSingleTurnThatIsTooLong() {
        var transcript = format(List.of("word ".repeat(1_000)), SMALL, TokenEncoding.O200K_BASE);
        assertThat(transcript.text())
                .startsWith("1. [USER]: word word")
                .matches("(?s).* \\[… \\d+ characters left out …]");
        assertThat(transcript.cut()).isZero();
    }

    @Test
    void leavesLongTurnInTheMiddleOut() {
        var transcript =
                format(
                        List.of("first", "x y ".repeat(500), "last"),
                        SMALL,
                        TokenEncoding.O200K_BASE);
        assertThat(transcript.text())
                .isEqualTo("1. [USER]: first\n[… 1 turns left out …]\n3. [USER]: last");
    }

    @Test
    void cutsFirstAndLastTurnOnlyIfBothDoNotFit() {
        var transcript =
                format(
                        List.of("a b ".repeat(500), "c", "d e ".repeat(500)),
                        SMALL,
                        TokenEncoding.O200K_BASE);
        var lines = transcript.text().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("1. [USER]: a b").endsWith("characters left out …]");
        assertThat(lines.get(2)).startsWith("3. [USER]: d e").endsWith("characters left out …]");
    }

    @Test
    void skipsTheTokenizerWhereEvenBytesFit() {
        var turns = List.of("x".repeat(40), "ü".repeat(10)); // 84 bytes with their markers
        assertThat(format(turns, SMALL, new Counting(0)).turns()).isEqualTo(2);
    }

    @Test
    void countsNoLineTwiceAndNoneBehindTheBudget() {
        var turns = IntStream.range(0, 2_000).mapToObj(i -> "one two three four five").toList();
        var tokenizer = new Counting(2_000);
        format(turns, InputPolicy.DEFAULT.within(1_000), tokenizer);
        assertThat(tokenizer.seen).isLessThanOrEqualTo(1_000 + 2 * 40); // of 70,000 characters
    }

    @Test
    void stopsCountingWhenTheRestFitsAnyway() {
        var turns = IntStream.range(0, 100).mapToObj(i -> "word word word word").toList();
        var tokenizer = new Counting(Integer.MAX_VALUE, 4);
        var transcript = format(turns, InputPolicy.DEFAULT.within(2_500), tokenizer);
        assertThat(transcript.cut()).isZero();
        assertThat(tokenizer.seen).isLessThan(transcript.text().length() / 2);
    }

    @Test
    void cutsNoPlaceholderInTwo() {
        for (int length = 1; length < 150; length++) {
            var text =
                    format(
                                    List.of("x ".repeat(length) + "a@b.org ".repeat(40)),
                                    SMALL,
                                    Characters.COUNTED)
                            .text();
            assertThat(text.replace("[EMAIL_1]", "")).doesNotContain("[E", "EMAIL", "_1");
        }
    }

    /// Whatever is said: within the budget as the whole text is counted, head and tail unbroken,
    /// each line with the number of its turn, no half characters.
    @ParameterizedTest
    @MethodSource("seeds")
    void keepsWithinTheBudget(long seed) {
        var random = new Random(seed);
        var turns = new ArrayList<String>();
        int count = 1 + random.nextInt(60);
        for (int i = 0; i < count; i++) {
            turns.add(anyText(random));
        }
        int budget = InputPolicy.LEAST + random.nextInt(1_500);
        var encoding = random.nextBoolean() ? TokenEncoding.O200K_BASE : TokenEncoding.CL100K_BASE;
        var whole = format(turns, InputPolicy.DEFAULT, encoding).text().lines().toList();
        var transcript = format(turns, InputPolicy.DEFAULT.within(budget), encoding);
        var lines = new ArrayList<>(transcript.text().lines().toList());
        assertThat(encoding.count(transcript.text())).isLessThanOrEqualTo(budget);
        assertThat(transcript.text().getBytes(StandardCharsets.UTF_8))
                .isEqualTo(
                        transcript
                                .text()
                                .codePoints()
                                .collect(
                                        StringBuilder::new,
                                        StringBuilder::appendCodePoint,
                                        StringBuilder::append)
                                .toString()
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(transcript.text().codePoints().noneMatch(c -> c >= 0xD800 && c < 0xE000))
                .isTrue();
        int gap = lines.indexOf("[… " + transcript.cut() + " turns left out …]");
        assertThat(gap >= 0).isEqualTo(transcript.cut() > 0);
        for (int i = 0; i < lines.size(); i++) {
            if (i != gap) {
                int turn = gap < 0 || i < gap ? i : i + transcript.cut() - 1;
                assertSameTurn(lines.get(i), whole.get(turn), turn == 0 || turn == count - 1);
            }
        }
        assertThat(transcript.turns() + transcript.cut()).isEqualTo(count);
    }

    private static void assertSameTurn(String line, String whole, boolean end) {
        int cut = line.lastIndexOf(" [… ");
        if (end && cut > 0 && !line.equals(whole)) {
            assertThat(whole).startsWith(line.substring(0, cut));
        } else {
            assertThat(line).isEqualTo(whole);
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    private static String anyText(Random random) {
        var pieces =
                List.of(
                        "word ",
                        "👩‍👩‍👧‍👦",
                        "你好",
                        "a@b.org ",
                        "!!!",
                        "x",
                        "1234 ",
                        "Straße ",
                        "\n",
                        "🇩🇪",
                        "é",
                        "[",
                        "]",
                        "   ",
                        "…",
                        "नमस्ते",
                        "\uD83D\uDE00");
        var text = new StringBuilder("-");
        int length = random.nextInt(random.nextInt(10) == 0 ? 900 : 40);
        for (int i = 0; i < length; i++) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource
    void hasAtMostAsManyTokensAsBytes(TokenEncoding encoding) {
        var random = new Random(1);
        for (int i = 0; i < 300; i++) {
            var text = anyText(random);
            int tokens = encoding.count(text);
            assertThat(tokens)
                    .isPositive()
                    .isLessThanOrEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
            int fitting = encoding.fitting(text, 10);
            assertThat(encoding.count(text.substring(0, fitting))).isLessThanOrEqualTo(10);
            assertThat(encoding.fitting(text, tokens)).isEqualTo(text.length());
        }
    }

    /// Numbers of OpenAI's own tokenizer.
    @Test
    void countsAsTheModelsDo() {
        assertThat(TokenEncoding.O200K_BASE.count("hello world")).isEqualTo(2);
        assertThat(TokenEncoding.CL100K_BASE.count("tiktoken is great!")).isEqualTo(6);
        assertThat(TokenEncoding.O200K_BASE.count("<|endoftext|>")).isGreaterThan(1);
    }

    private static Transcript format(List<String> texts, InputPolicy policy, Tokenizer tokenizer) {
        var turns = texts.stream().map(text -> new Turn(Role.USER, text, END)).toList();
        return TranscriptFormatter.format(
                new Conversation("c", "u", null, null, null, null, END, turns, null),
                policy,
                tokenizer);
    }

    /// So many characters a token; refuses to see more than a number of them.
    private static final class Counting implements Tokenizer {

        private final int most;
        private final int size;
        private int seen;

        Counting(int most) {
            this(most, 1);
        }

        Counting(int most, int size) {
            this.most = most;
            this.size = size;
        }

        @Override
        public int count(String text) {
            seen += text.length();
            assertThat(seen).isLessThanOrEqualTo(most);
            return text.length() / size;
        }

        @Override
        public int fitting(String text, int tokens) {
            return Math.min(tokens * size, text.length());
        }
    }
}

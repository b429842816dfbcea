// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class RedactorTests {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Write to bob@example.com.|Write to [EMAIL_1].",
                "Mail bob@example.com, then ann@example.com|Mail [EMAIL_1], then [EMAIL_2]",
                "联系bob@qq.com谢谢|联系[EMAIL_1]谢谢",
                "电话13812345678请|电话[PHONE_1]请",
                "call (415) 555-2671 or +49 30 1234567!|call [PHONE_1] or [PHONE_2]!",
                "٠٦١٢٣٤٥٦٧٨|[PHONE_1]",
                "card 4111 1111 1111 1111 12/27|card [CARD_1] 12/27",
                "DE89 3704 0044 0532 0130 00 please|[IBAN_1] please",
                "from 192.168.0.1:8080|from [IP_1]:8080",
                "at [2001:db8::1]:443|at [[IP_1]]:443",
                "IP:2001:db8::1.|IP:[IP_1].",
                "https://bob:pw1@example.com/x|https://[SECRET_1]@example.com/x",
                "https://e.com/?a=1&token=abcd1234&b=2|https://e.com/?a=1&token=[SECRET_1]&b=2",
                "PASSWORD=\"hunter2\"|PASSWORD=\"[SECRET_1]\"",
                "13812345678@qq.com|[EMAIL_1]",
                "1.2.3.4.5|1.2.3.4.5",
                "2025-11-26 10:20:30|2025-11-26 10:20:30",
                "4155552671x|4155552671x"
            })
    void replacesWhatIsPrivate(String said, String shown) {
        assertThat(redacted(new Redactor(), said)).isEqualTo(shown);
    }

    @Test
    void givesTheSameValueTheSamePlaceholderThroughoutTheConversation() {
        var redactor = new Redactor();
        assertThat(redacted(redactor, "a@b.org and c@d.org")).isEqualTo("[EMAIL_1] and [EMAIL_2]");
        assertThat(redacted(redactor, "c@d.org, 192.168.0.1")).isEqualTo("[EMAIL_2], [IP_1]");
        assertThat(redactor.redactions().size()).isEqualTo(3);
    }

    @Test
    void doesNotTakeWhatLooksLikeAPlaceholderForOne() {
        var redactor = new Redactor();
        var said = "[EMAIL_1] is not a@b.org, nor is [TEXT_1]";
        var shown = redacted(redactor, said);
        assertThat(shown).isEqualTo("[TEXT_1] is not [EMAIL_1], nor is [TEXT_2]");
        assertThat(redactor.redactions().restore(shown)).isEqualTo(said);
    }

    @Test
    void putsOriginalsBackIntoStringsOfResultsOnly() {
        var redactor = new Redactor();
        redacted(redactor, "a@b.org, +49 30 1234567");
        var result =
                JSON.readTree(
                        """
                        {"memories":[{"text":"Reach [EMAIL_1] or [PHONE_1], not [EMAIL_2]","turns":[1]}],
                         "[EMAIL_1]":true,"none":null,"n":1.5}\
                        """);
        assertThat(redactor.redactions().restore(result))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"memories":[{"text":"Reach a@b.org or +49 30 1234567, not [EMAIL_2]","turns":[1]}],
                                 "[EMAIL_1]":true,"none":null,"n":1.5}\
                                """));
    }

    @Test
    void restoresNoMoreThanABoundedAmount() {
        var redactor = new Redactor();
        var secret = "aB3".repeat(10_000);
        redacted(redactor, secret);
        var restored = redactor.redactions().restore("[SECRET_1] ".repeat(50_000));
        assertThat(restored.length())
                .isGreaterThan(Redactions.GROWTH / 2)
                .isLessThan(50_000 * 11 + Redactions.GROWTH + 1);
    }

    @Test
    void showsNothingInItsOwnText() {
        var redactor = new Redactor();
        redacted(redactor, "a@b.org");
        assertThat(redactor.redactions()).hasToString("Redactions[1]");
    }

    /// Whatever is said comes back exactly, and nothing that was found stays in sight.
    @ParameterizedTest
    @MethodSource("seeds")
    void restoresAnyTextExactly(long seed) {
        var random = new Random(seed);
        var samples = new PrivateSamples(seed);
        var redactor = new Redactor();
        for (int turn = 0; turn < 10; turn++) {
            var said = anyText(random, samples);
            var shown = redacted(redactor, said);
            assertThat(redactor.redactions().restore(shown)).isEqualTo(said);
            assertThat(redacted(redactor, said)).isEqualTo(shown);
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 300);
    }

    private static final List<String> PIECES =
            List.of(
                    "[",
                    "]",
                    "[EMAIL_1]",
                    "[EMAIL_",
                    "_1]",
                    "[TEXT_1]",
                    "@",
                    ":",
                    "://",
                    "=",
                    "?token=",
                    "+",
                    "(",
                    ")",
                    " ",
                    ".",
                    "-",
                    "/",
                    "1",
                    "12",
                    "0",
                    "4111111111111111",
                    "a@b.org",
                    "192.168.0.1",
                    "::",
                    "fe80",
                    "😀",
                    "你好",
                    "hello",
                    "é",
                    "٣",
                    "&");

    private static String anyText(Random random, PrivateSamples samples) {
        var text = new StringBuilder();
        int pieces = random.nextInt(25);
        for (int i = 0; i < pieces; i++) {
            switch (random.nextInt(6)) {
                case 0 -> text.append((char) random.nextInt(0xD800));
                case 1 -> text.append(samples.next().value());
                case 2 -> text.append(samples.harmless());
                default -> text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        return text.toString();
    }

    @Test
    void keepsConversationsApart() {
        var shown = new HashSet<String>();
        for (int i = 0; i < 1_000; i++) {
            var redactor = new Redactor();
            var said = "user" + i + "@example.com";
            var text = redacted(redactor, said);
            shown.add(text);
            assertThat(redactor.redactions().restore(text)).isEqualTo(said);
        }
        assertThat(shown).containsExactly("[EMAIL_1]");
    }

    private static String redacted(Redactor redactor, String text) {
        var out = new StringBuilder();
        redactor.redact(text, out);
        return out.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MarkersTests {

    private static final Pattern ROLE =
            Pattern.compile(
                    "[\\[［【〔]\\s*(USER|BOT|SYSTEM|ASSISTANT|DEVELOPER|TOOL|HUMAN|AI)\\s*[\\]］】〕]",
                    Pattern.CASE_INSENSITIVE);

    private static final Pattern TEMPLATE =
            Pattern.compile(
                    "(<)([|｜])|([|｜])(>)|(\\[)(/?INST])|(<)(</?SYS>>)"
                            + "|(<)(/?(?:s|system|user|assistant|transcript|conversation)>)",
                    Pattern.CASE_INSENSITIVE);

    private static final List<String> PIECES =
            List.of(
                    "[",
                    "]",
                    "［",
                    "】",
                    "<",
                    ">",
                    "|",
                    "｜",
                    "/",
                    " ",
                    "USER",
                    "user",
                    "Ai",
                    "bot",
                    "INST",
                    "inst]",
                    "SYS>>",
                    "<</",
                    "s>",
                    "</s>",
                    "system>",
                    "transcript",
                    "x",
                    "你");

    /// The same as expressions say, in one pass.
    @ParameterizedTest
    @MethodSource("seeds")
    void disarmsWhatTheExpressionsMatch(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            var text = new StringBuilder();
            int pieces = random.nextInt(12);
            for (int k = 0; k < pieces; k++) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            var markers = new Markers(text.toString());
            assertThat(markers.disarm()).as(text.toString()).isEqualTo(expected(text));
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    private static String expected(CharSequence text) {
        var roles = ROLE.matcher(text).replaceAll("($1)");
        return TEMPLATE.matcher(roles)
                .replaceAll(match -> {
                    int first = match.group().offsetByCodePoints(0, 1);
                    return Matcher.quoteReplacement(
                            match.group().substring(0, first)
                                    + " "
                                    + match.group().substring(first));
                });
    }
}

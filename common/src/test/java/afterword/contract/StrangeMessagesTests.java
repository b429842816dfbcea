// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;

/// Whoever may publish can put anything on the internal queues. Nobody watches over the reading of
/// those (the intake alone has a `HangWatch`), so it has to come to an end by itself.
class StrangeMessagesTests {

    /// Far more than a busy machine needs for 16 MiB; what grows with a power takes hours.
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final int MOST_BYTES = 16 << 20;
    private static final String ID = "\"5a5a5a5a-5a5a-4a5a-8a5a-5a5a5a5a5a5a\"";

    static Stream<Named<String>> messages() {
        return Stream.of(
                        Named.of("an exponent of a billion as fence", "\"fence\":1e999999999"),
                        Named.of("one as generation", "\"generation\":1e999999999"),
                        Named.of("one as a time", "\"letters\":{\"before\":1e999999999}"),
                        Named.of("one as an id", "\"letters\":{\"ids\":[1e999999999]}"),
                        Named.of("a small one as a time", "\"letters\":{\"before\":1e-999999999}"),
                        Named.of("16 MiB of digits", "\"fence\":" + "9".repeat(MOST_BYTES)),
                        Named.of(
                                "digits in a string",
                                "\"fence\":\"" + "9".repeat(MOST_BYTES) + '"'),
                        Named.of("16 MiB of a name", '"' + "n".repeat(MOST_BYTES) + "\":1"),
                        Named.of(
                                "16 MiB as tenant", "\"tenant\":\"" + "t".repeat(MOST_BYTES) + '"'),
                        Named.of(
                                "16 MiB as event",
                                "\"event_id\":\"" + "e".repeat(MOST_BYTES) + '"'),
                        Named.of("16 MiB as kind", "\"kind\":\"" + "k".repeat(MOST_BYTES) + '"'),
                        Named.of(
                                "16 MiB as time",
                                "\"letters\":{\"before\":\"" + "1".repeat(MOST_BYTES) + "\"}"),
                        Named.of("a depth of 8 million", "\"x\":" + "[".repeat(MOST_BYTES / 2)),
                        Named.of(
                                "400,000 events",
                                "\"event_ids\":[" + (ID + ",").repeat(400_000) + ID + "]"),
                        Named.of("a million names", names()),
                        Named.of(
                                "escapes", "\"actor\":\"" + "\\u0000".repeat(MOST_BYTES / 6) + '"'))
                .map(fields -> Named.of(fields.getName(), "{" + fields.getPayload() + "}"));
    }

    private static String names() {
        var names = new StringBuilder();
        for (int i = 0; i < 1_000_000; i++) {
            names.append("\"n").append(i).append("\":0,");
        }
        return names + "\"fence\":1";
    }

    @ParameterizedTest
    @MethodSource("messages")
    void areReadOrRefusedSoon(String message) {
        var bytes = message.getBytes(StandardCharsets.UTF_8);
        for (var type :
                new Class<?>[] {OutcomeRecorded.class, Command.class, AnalysisRequested.class}) {
            assertTimeoutPreemptively(SOON, () -> read(bytes, type));
        }
    }

    private static void read(byte[] bytes, Class<?> type) {
        try {
            assertThat(ContractJson.read(bytes, type)).isNotNull();
        } catch (JacksonException _) {
            // refused: a dead letter
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTests {

    private static final InstantSource CLOCK =
            InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));

    @ParameterizedTest
    @CsvSource({
        "Retry-After,    2,                               PT2S",
        "Retry-After,    1.5,                             PT1.5S",
        "Retry-After,    86400,                           PT24H",
        "Retry-After,    'Sat, 21 Nov 2026 10:00:30 GMT', PT30S",
        "Retry-After,    'Sat, 21 Nov 2026 09:00:00 GMT', ",
        "Retry-After,    -5,                              ",
        "Retry-After,    abc,                             ",
        "Retry-After,    1e99,                            ",
        "Retry-After-Ms, 250,                             PT0.25S"
    })
    void readsSecondsDatesAndMillis(String header, String value, Duration expected) {
        var headers = HttpHeaders.of(Map.of(header, List.of(value)), (_, _) -> true);
        assertThat(RetryAfter.of(headers, CLOCK)).isEqualTo(expected);
    }

    @Test
    void millisWinAndSilenceIsNothing() {
        var both =
                HttpHeaders.of(
                        Map.of("retry-after", List.of("2"), "retry-after-ms", List.of("1500")),
                        (_, _) -> true);
        assertThat(RetryAfter.of(both, CLOCK)).isEqualTo(Duration.ofMillis(1500));
        assertThat(RetryAfter.of(HttpHeaders.of(Map.of(), (_, _) -> true), CLOCK)).isNull();
    }
}

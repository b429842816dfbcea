// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTests {

    @ParameterizedTest
    @CsvSource({
        "2025-11-26T10:00:00Z, 2025-11-26T10:00:00.000Z",
        "2024-02-29T23:59:59.999999Z, 2024-02-29T23:59:59.999Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.007Z, 9999-12-31T23:59:59.007Z",
        "1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59.500Z",
        "-0001-01-01T00:00:00Z, -0001-01-01T00:00:00.000Z"
    })
    void writesMilliseconds(Instant time, String expected) {
        assertThat(ContractJson.time(time)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-11-26T10:00:00Z, 2025-11-26T10:00:00Z",
        "2025-11-26T10:00:00, 2025-11-26T10:00:00Z",
        "2025-11-26t10:00:00.123456789z, 2025-11-26T10:00:00.123Z",
        "2025-11-26 10:00:00.1+02:00, 2025-11-26T08:00:00.100Z",
        "2025-11-26T10:00:00-05:30, 2025-11-26T15:30:00Z"
    })
    void readsRfc3339(String text, Instant expected) {
        assertThat(Times.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2025-11-26",
                "2025-13-26T10:00:00Z",
                "2025-02-30T10:00:00Z",
                "2025-11-26T23:59:60Z",
                "2025-11-26T10:00:00+0200",
                "2025-11-26T10:00:00.Z",
                "-001-11-26T10:00:00Z",
                "2025-11-26T10:00:00 Europe/Paris",
                "2025-11-26T10:00:00+25:00",
                "1764151200",
                "２025-11-26T10:00:00Z"
            })
    void refusesEverythingElse(String text) {
        assertThat(Times.parse(text)).isEmpty();
    }

    @Test
    void writesMilliseconds() {
        assertThat(ContractJson.time(Instant.parse("2025-11-26T10:00:00Z")))
                .isEqualTo("2025-11-26T10:00:00.000Z");
    }
}

// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import afterword.gateway.answer.Refusal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitTests {

    @ParameterizedTest
    @CsvSource({"1,1", "20,20", "20s,20", "30s,30", "07,7"})
    void readsTheParameter(String text, int seconds) {
        assertThat(Wait.parameter(text)).isEqualTo(new Wait(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0s", "31", "-1", "1.5", "20ms", "1e1", "twenty", "٣"})
    void refusesAWrongParameter(String text) {
        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> Wait.parameter(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=20|20",
                "respond-async, wait=10|10",
                "Wait = \"5\"|5",
                "wait=90|30",
                "wait=7;x=y|7",
                "wait=999999|30"
            })
    void readsThePreference(String header, int seconds) {
        assertThat(Wait.preference(header)).contains(new Wait(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wait", "wait=", "wait=0", "wait=-1", "waits=1", "return=minimal"})
    void ignoresOtherPreferences(String header) {
        assertThat(Wait.preference(header)).isEmpty();
    }

    @Test
    void ignoresAnAbsentPreference() {
        assertThat(Wait.preference(null)).isEqualTo(Optional.empty());
    }
}

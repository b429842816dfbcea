// SPDX-License-Identifier: Apache-2.0
package afterword.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreErrorTests {

    @ParameterizedTest
    @CsvSource({
        "22021, PERMANENT, true",
        "23505, PERMANENT, true",
        "54000, PERMANENT, true",
        "42P01, PERMANENT, false",
        "42501, PERMANENT, false",
        "40001, TRANSIENT, false",
        "40P01, TRANSIENT, false",
        "53100, TRANSIENT, false",
        "55P03, TRANSIENT, false",
        "57P01, TRANSIENT, false",
        "58030, TRANSIENT, false",
        "08001, TRANSIENT, false",
        "08006, AMBIGUOUS, false",
        "XX000, AMBIGUOUS, false"
    })
    void sortsByState(String state, StoreError error, boolean dataAtFault) {
        var failure = new IllegalStateException(new SQLException("no", state));
        assertThat(StoreError.of(failure)).isEqualTo(error);
        assertThat(StoreError.dataAtFault(failure)).isEqualTo(dataAtFault);
    }

    @Test
    void whatHasNoStateIsTheStoresFault() {
        assertThat(StoreError.of(new IllegalStateException("pool empty")))
                .isEqualTo(StoreError.TRANSIENT);
        assertThat(StoreError.dataAtFault(new SQLException("no", (String) null))).isFalse();
    }
}

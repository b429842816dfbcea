// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandoverNumberTests {

    private static final UUID PROCESS = UUID.fromString("0198c1de-0000-8000-8000-000000000001");

    @Test
    void readsWhatItWrites() {
        var number = new HandoverNumber(PROCESS, HandoverNumber.Lane.S, 17);
        assertThat(number.text()).isEqualTo(PROCESS + "/s17");
        assertThat(HandoverNumber.parse(number.text())).contains(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "17",
                "0198c1de-0000-8000-8000-000000000001/x17",
                "0198c1de-0000-8000-8000-000000000001/p0",
                "0198c1de-0000-8000-8000-000000000001/p-1",
                "0198c1de-0000-8000-8000-000000000001/p9999999999999999",
                "------------------------------------/p1"
            })
    void passesOverWhatIsNoNumber(String text) {
        assertThat(HandoverNumber.parse(text)).isEmpty();
    }
}

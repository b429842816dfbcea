// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventHeadersTests {

    /// The second is the example of the HTTP binding.
    @ParameterizedTest
    @CsvSource({
        "plain,plain",
        "Euro%20%E2%82%AC%20%F0%9F%98%80,Euro € 😀",
        "100%,100%",
        "%zz%4,%zz%4",
        "%41%62,Ab"
    })
    void decodesPercents(String header, String value) {
        assertThat(CloudEventHeaders.decode(header)).isEqualTo(value);
    }
}
